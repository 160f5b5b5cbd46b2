import { Access, create, type Job, type NamedText, type Permission, PermissionSchema } from "cig/sdk";
import { compileConcurrency } from "../concurrency.ts";
import { compileEnv } from "../environment.ts";
import { places } from "../expression/place.ts";
import { compileEither, compileText } from "../expression/text.ts";
import { compilePermissions } from "../permissions.ts";
import { below, jobScope, type Scope } from "../scope.ts";
import { compileSteps, stepIds } from "../steps/steps.ts";
import { mergeOptions, optionOf } from "../yaml/options.ts";
import { withoutTakenOut } from "../yaml/taken-out.ts";
import { type Table, table, unlessEmpty, type Yaml } from "../yaml/tree.ts";
import { asksForBash } from "./bash.ts";
import { withoutMachine } from "./called-workflow.ts";
import { compileJobStart } from "./condition.ts";
import { compileContainer, compileServices } from "./container.ts";
import { compileEnvironment } from "./environment.ts";
import { checkJobId } from "./job-id.ts";
import { checkMachines } from "./machine-limits.ts";
import { compileName } from "./name.ts";
import { compileRunsOn, mayRunOnWindows } from "./runs-on.ts";
import { compileStrategy } from "./strategy.ts";
import { variablesOf } from "./variables.ts";

/** Minutes that a job may take whose timeout the request leaves open; GitHub's own answer would be six hours. */
const usualTimeoutMinutes = 30;

/** A job as GitHub runs it: its matrix stays a matrix, and what is for GitHub alone is merged in last. */
export function compileJob(job: Job, top: Scope): Table {
  const scope = jobScope(top, job);
  checkJobId(job, scope);
  const { needs, condition } = compileJobStart(job, below(scope, "if"));
  const permissions = permissionsOf(job, scope);
  const over: Scope = { ...scope, steps: stepIds(job) };
  const node = table(
    ["name", compileName(job, scope)],
    ["needs", needs.length === 1 ? needs[0] : unlessEmpty([...needs])],
    ["if", condition],
    ["runs-on", compileRunsOn(job, scope)],
    ["container", job.image && compileContainer(job.image, scope)],
    ["services", compileServices(job.services, scope)],
    ["strategy", compileStrategy(job, scope)],
    ["environment", compileEnvironment(job, over)],
    ["permissions", permissions.length > 0 ? compilePermissions(permissions, [job], scope) : undefined],
    ["concurrency", job.concurrency && compileConcurrency(job.concurrency, places.jobConcurrency, scope)],
    ["timeout-minutes", job.timeoutMinutes || usualTimeoutMinutes],
    ["continue-on-error", job.continueOnError || undefined],
    ["outputs", unlessEmpty(compileOutputs(job.outputs, over))],
    ["env", unlessEmpty(compileEnv(variablesOf(job, scope).ofJob, places.jobEnv, scope))],
    ["defaults", compileDefaults(job, scope)],
    ["steps", compileSteps(job, top)],
  );
  const own = withoutTakenOut(mergeOptions(mergeOptions(node, runnerOptions(job)), job.providerOptions));
  // What the job is called is no key of it; see own-id.ts.
  own.delete("id");
  if (own.has("uses")) return withoutMachine(own, job, scope);
  // Where the machine is the author's own choice, what it can do is, too.
  if (optionOf(job.providerOptions, "runs-on") === undefined) checkMachines(job, scope);
  return own;
}

/** An identity token is a right; naming one right takes all others away, so those of the workflow come along. */
function permissionsOf(job: Job, { output }: Scope): readonly Permission[] {
  if (!job.oidc || job.permissions.some(({ scope }) => scope.replaceAll("_", "-") === "id-token"))
    return job.permissions;
  const others = job.permissions.length > 0 ? job.permissions : output.permissions;
  return [...others, create(PermissionSchema, { scope: "id-token", access: Access.WRITE })];
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

/** The shell is bash, and a failure anywhere in a pipe counts; GitHub's own default is not always so. */
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
    ["shell", job.shell || (mayRunOnWindows(job) || asksForBash(job) ? "bash" : undefined)],
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
