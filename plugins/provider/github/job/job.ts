import type { Environment, Job, NamedText } from "cig/sdk";
import { compileConcurrency } from "../concurrency.ts";
import { compileEnv } from "../environment.ts";
import { compileCondition } from "../expression/condition.ts";
import { places } from "../expression/place.ts";
import { compileEither, compileText } from "../expression/text.ts";
import { compilePermissions } from "../permissions.ts";
import { below, jobScope, type Scope } from "../scope.ts";
import { compileSteps, stepIds } from "../steps/steps.ts";
import { mergeOptions, optionOf } from "../yaml/options.ts";
import { type Table, table, unlessEmpty, type Yaml } from "../yaml/tree.ts";
import { withoutMachine } from "./called-workflow.ts";
import { compileContainer, compileServices } from "./container.ts";
import { checkJobId } from "./job-id.ts";
import { checkMachines } from "./machine-limits.ts";
import { compileRunsOn, mayRunOnWindows } from "./runs-on.ts";
import { compileStrategy } from "./strategy.ts";

/** Minutes that a job may take whose timeout the request leaves open; GitHub's own answer would be six hours. */
const usualTimeoutMinutes = 30;

/** A job as GitHub runs it: its matrix stays a matrix, and what is for GitHub alone is merged in last. */
export function compileJob(job: Job, top: Scope): Table {
  const scope = jobScope(top, job);
  checkJobId(job, scope);
  const over: Scope = { ...scope, steps: stepIds(job) };
  const node = table(
    ["name", compileEither(job.name, job.nameText, places.jobName, below(scope, "name"))],
    ["needs", job.needs.length === 1 ? job.needs[0] : unlessEmpty([...job.needs])],
    ["if", compileCondition(job.condition, places.jobIf, below(scope, "if"))],
    ["runs-on", compileRunsOn(job, scope)],
    ["container", job.image && compileContainer(job.image, scope)],
    ["services", compileServices(job.services, scope)],
    ["strategy", compileStrategy(job, scope)],
    ["environment", job.environment && compileEnvironment(job.environment, over)],
    [
      "permissions",
      job.permissions.length > 0 ? compilePermissions(job.permissions, [job], scope) : undefined,
    ],
    ["concurrency", job.concurrency && compileConcurrency(job.concurrency, places.jobConcurrency, scope)],
    ["timeout-minutes", job.timeoutMinutes || usualTimeoutMinutes],
    ["continue-on-error", job.continueOnError || undefined],
    ["outputs", unlessEmpty(compileOutputs(job.outputs, over))],
    ["env", unlessEmpty(compileEnv([...exportsOf(job, scope), ...job.env], places.jobEnv, scope))],
    ["defaults", compileDefaults(job, scope)],
    ["steps", compileSteps(job, top)],
  );
  const own = mergeOptions(mergeOptions(node, runnerOptions(job)), job.providerOptions);
  if (own.has("uses")) return withoutMachine(own, job, scope);
  // Where the machine is the author's own choice, what it can do is, too.
  if (optionOf(job.providerOptions, "runs-on") === undefined) checkMachines(job, scope);
  return own;
}

function compileEnvironment(environment: Environment, top: Scope): Yaml {
  const scope = below(top, "environment");
  const name = compileText(environment.name, places.environment, scope);
  if (!environment.url) return name;
  return table(["name", name], ["url", compileText(environment.url, places.environmentUrl, scope)]);
}

function compileOutputs(outputs: readonly NamedText[], top: Scope): Table {
  const scope = below(top, "outputs");
  return new Map(
    outputs.map(({ name, value }): [string, Yaml] => {
      if (!/^[A-Za-z_][\w-]*$/.test(name))
        scope.report.add(
          "GH001",
          scope.subject,
          `"${name}" is no name for an output on GitHub.`,
          'Use letters, digits, "_" and "-", and start with no digit.',
        );
      return [name, compileText(value, places.jobOutputs, below(scope, name))];
    }),
  );
}

/** Where services are reached, unless cig.toml sets the variable. */
function exportsOf(job: Job, scope: Scope): NamedText[] {
  const set = new Set([...job.env, ...scope.output.env].map(({ name }) => name));
  const exported = new Map(
    job.services.flatMap((service) => service.exports.map((each): [string, NamedText] => [each.name, each])),
  );
  return [...exported.values()].filter(({ name }) => !set.has(name));
}

/** The shell is bash everywhere; GitHub's own default on Windows is another. */
function compileDefaults(job: Job, scope: Scope): Table | undefined {
  const run = table(
    [
      "working-directory",
      compileEither(
        job.workingDirectory,
        job.workingDirectoryText,
        places.jobDefaults,
        below(scope, "working_directory"),
      ),
    ],
    ["shell", job.shell || (mayRunOnWindows(job) ? "bash" : undefined)],
  );
  return run.size > 0 ? table(["run", run]) : undefined;
}

function runnerOptions(job: Job): Job["providerOptions"] {
  return (job.runner?.providerOptions ?? []).map((each) => ({
    ...each,
    ...(each.options && {
      options: { ...each.options, entries: each.options.entries.filter(({ key }) => key !== "runs-on") },
    }),
  }));
}
