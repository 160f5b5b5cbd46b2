import type { Command, Output } from "cig/sdk";
import { compileConcurrency, usualConcurrency } from "./concurrency.ts";
import { compileEnv } from "./environment.ts";
import { places } from "./expression/place.ts";
import { plainCharacters } from "./expression/text.ts";
import { compileJob } from "./job/job.ts";
import { checkTwins } from "./job/job-id.ts";
import { withOwnIds } from "./job/own-id.ts";
import { compilePermissions } from "./permissions.ts";
import type { Pins } from "./pins/pin.ts";
import type { Report } from "./report.ts";
import { outputScope } from "./scope.ts";
import { compileDecidingJob } from "./skipping/deciding-job.ts";
import { compileGate } from "./skipping/gate.ts";
import { compileTriggers, isForPullRequests } from "./triggers/triggers.ts";
import { mergeOptions } from "./yaml/options.ts";
import { orderWorkflow } from "./yaml/order.ts";
import { withoutTakenOut } from "./yaml/taken-out.ts";
import { type Table, table, unlessEmpty, type Yaml } from "./yaml/tree.ts";

/** The workflow of one output, its keys in the order that readers expect. */
export function compileWorkflow(
  asked: Output,
  report: Report,
  pins: Pins,
  actions: ReadonlyMap<string, Command>,
): Table {
  const output = withOwnIds(asked);
  const scope = outputScope(output, report, pins, actions);
  const on = compileTriggers(output, scope);
  const deciding = compileDecidingJob(scope);
  const { skipping, gate } = output;
  checkTwins(
    [...(deciding ? [skipping!.job] : []), ...output.jobs.map(({ id }) => id), ...(gate ? [gate.job] : [])],
    scope,
  );
  const workflow = table(
    ["name", nameOf(output) ? plainCharacters(nameOf(output), scope, "outputs") : undefined],
    ["on", on],
    ["permissions", compilePermissions(output.permissions, output.jobs, scope)],
    [
      "concurrency",
      output.concurrency
        ? compileConcurrency(output.concurrency, places.workflowConcurrency, scope)
        : usualConcurrency(isForPullRequests(on)),
    ],
    ["env", unlessEmpty(compileEnv(output.env, places.workflowEnv, scope))],
    [
      "jobs",
      table(
        [skipping?.job ?? "", deciding],
        ...output.jobs.map((job): [string, Yaml] => [job.id, compileJob(job, scope)]),
        [gate?.job ?? "", gate && compileGate(gate, scope)],
      ),
    ],
  );
  return orderWorkflow(withoutTakenOut(mergeOptions(workflow, output.providerOptions)));
}

/** The name that people see: the description, or what the file's name says: `build-docs.yml` is "Build docs". */
export function nameOf(output: Output): string {
  if (output.description) return output.description;
  const file = (output.path.split("/").at(-1) ?? "").replace(/\.ya?ml$/, "");
  if (/^(?:ci|cd|qa|e2e)$/i.test(file)) return file.toUpperCase();
  return file.slice(0, 1).toUpperCase() + file.slice(1).replace(/[-_]+/g, " ");
}
