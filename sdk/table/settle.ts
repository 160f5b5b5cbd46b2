import { plainCron } from "./reader/cron.ts";
import {
  type JobRow,
  type JobTable,
  type Occasion,
  occasions,
  type ScriptRow,
  type StepRow,
  type WorkflowRow,
} from "./table.ts";

/**
 * The table with what follows from it worked out, so that providers that say it and providers that imply it have the
 * same: a workflow starts where some job of it works; a job works only where its workflow starts and, unless it waits
 * for a failure, where the jobs do that it needs; a step only where its job does; a value that cig hands to a script
 * stands in the script; a secret under its own name is the provider's way to hand it over.
 */
export function settle(table: JobTable): JobTable {
  return { workflows: table.workflows.map(settleWorkflow) };
}

function settleWorkflow(workflow: WorkflowRow): WorkflowRow {
  const byId = new Map(workflow.jobs.map((job) => [job.id, job]));
  const known = new Map<string, readonly Occasion[]>();
  const runsOn = (job: JobRow, above: readonly string[]): readonly Occasion[] => {
    const found = known.get(job.id);
    if (found) return found;
    const own = job.runsOn.filter((each) => workflow.startsOn.includes(each));
    const before = (ids: readonly string[]) =>
      ids.filter((id) => !above.includes(id)).flatMap((id) => byId.get(id) ?? []);
    const path = [...above, job.id];
    const needs = before(job.needs).map((each) => runsOn(each, path));
    const needsAny = before(job.needsAny).map((each) => runsOn(each, path));
    const settled =
      job.runsAfter === "success"
        ? own.filter(
            (each) =>
              needs.every((list) => list.includes(each)) &&
              (needsAny.length === 0 || needsAny.some((list) => list.includes(each))),
          )
        : own;
    known.set(job.id, settled);
    return settled;
  };
  const jobs = workflow.jobs.map((job) => settleJob(job, runsOn(job, [])));
  const working = workflow.startsOn.filter((each) => jobs.some((job) => job.runsOn.includes(each)));
  const startsOn = inOrder(jobs.length > 0 ? working : workflow.startsOn);
  const schedules = workflow.schedules.map(plainCron);
  return { ...workflow, ...cancelling(workflow, startsOn), schedules, startsOn, jobs };
}

function settleJob(job: JobRow, runsOn: readonly Occasion[]): JobRow {
  return {
    ...job,
    ...cancelling(job, runsOn),
    runsOn: inOrder(runsOn),
    steps: job.steps.map((step) => settleStep(step, runsOn)),
  };
}

function settleStep(step: StepRow, jobRunsOn: readonly Occasion[]): StepRow {
  const time = step.runsOn && { runsOn: inOrder(step.runsOn.filter((each) => jobRunsOn.includes(each))) };
  if (step.kind !== "run") return { ...step, ...time };
  const { script, env: rest } = withValues(step);
  const env = Object.entries(rest).filter(([name, value]) => value !== `{{ secrets.${name} }}`);
  return { ...step, ...time, script, env: Object.fromEntries(env) };
}

/**
 * A script in which a name stands where its value would: cig hands `{{ git.sha }}` to a script as CIG_GIT_SHA and writes
 * `${CIG_GIT_SHA}`, providers put values into the text itself.
 */
function withValues({ script, env }: ScriptRow): Pick<ScriptRow, "script" | "env"> {
  const handed = Object.entries(env).filter(
    ([name, value]) => isHanded(name, value) && script.includes(`\${${name}}`),
  );
  const whole = handed.reduce((text, [name, value]) => text.replaceAll(`\${${name}}`, value), script);
  return {
    // A variable that the author defines keeps its name.
    script: whole.replace(/\{\{ env\.(\w+) \}\}/g, "${$1}"),
    env: Object.fromEntries(Object.entries(env).filter((each) => !handed.some(([name]) => name === each[0]))),
  };
}

/**
 * What cig hands to a script itself: a name that only the run knows as CIG_GIT_SHA, SECRET_TOKEN, JOB_BUILD_TAG or
 * STEP_TAG_VERSION, a value of the matrix, which is in its place already, as MATRIX_NODE.
 */
function isHanded(name: string, value: string): boolean {
  const [, own = ""] = /^\{\{ ([\w.-]+) \}\}$/.exec(value) ?? [];
  // A job may be called otherwise where the variable got its name.
  if (name.startsWith("JOB_")) return own.startsWith("jobs.");
  if (name.startsWith("STEP_")) return own.startsWith("steps.");
  if (name.startsWith("SECRET_")) return own === `secrets.${name.slice("SECRET_".length)}`;
  if (name.startsWith("MATRIX_")) return !/[\n$`"\\]/.test(value);
  return own !== "" && name === `CIG_${own.toUpperCase().replace(/[^A-Z0-9]+/g, "_")}`;
}

function cancelling(
  { cancels }: Pick<JobRow, "cancels">,
  runsOn: readonly Occasion[],
): Pick<JobRow, "cancels"> {
  return cancels ? { cancels: inOrder(cancels.filter((each) => runsOn.includes(each))) } : {};
}

function inOrder(list: readonly Occasion[]): Occasion[] {
  return occasions.filter((each) => list.includes(each));
}
