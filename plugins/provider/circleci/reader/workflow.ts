import {
  type JobRow,
  joinCaches,
  not,
  type Occasion,
  occasions,
  type StepRow,
  type Truth,
  type WorkflowRow,
} from "cig/sdk/table";
import type { Definitions } from "./definitions.ts";
import { judgeLogic } from "./expression/logic.ts";
import { belongsToGate, isGate } from "./gate.ts";
import { type InWorkflow, readJob } from "./job.ts";
import { idOf, readInvocations } from "./matrix.ts";
import { namesOn, type Project } from "./names.ts";
import { listOf, type Raw, recordOf } from "./raw.ts";
import { readRequires } from "./requires.ts";

/** Reads one workflow: its jobs, and what starts it. */
export function readWorkflow(
  name: string,
  workflow: Raw,
  definitions: Definitions,
  { defaultBranch, tellsOwn }: Pick<Project, "defaultBranch" | "tellsOwn">,
): WorkflowRow {
  const schedules = schedulesOf(workflow);
  const project = { parameters: definitions.config.parameters, defaultBranch, tellsOwn };
  const started = startsOf(workflow, schedules.length > 0, project);
  const all = readInvocations(workflow.jobs);
  const gate = all.find(({ key }) => isGate(definitions.jobs[key]));
  const invocations = all.filter(({ key }) => !belongsToGate(key, definitions.jobs, gate));
  const taken = new Set<string>();
  const ids = new Map(
    invocations.map((each) => [
      each,
      idOf(
        each,
        invocations.filter(({ key }) => key === each.key),
        definitions,
        taken,
      ),
    ]),
  );
  const around: InWorkflow = {
    definitions,
    project,
    invocations,
    ids,
    requires: readRequires(invocations),
    started,
    retries: Number(workflow.max_auto_reruns ?? 0) || 0,
  };
  const rows = invocations.flatMap((each) => readJob(each, around));
  const running = new Set(rows.flatMap(({ runsOn }) => runsOn));
  return {
    name,
    startsOn: occasions.filter((occasion) => running.has(occasion)),
    schedules,
    inputs: [],
    gate: gate?.name ?? "",
    jobs: rows.sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

function schedulesOf({ triggers }: Raw): string[] {
  return listOf(triggers).flatMap((trigger) => {
    const { cron } = recordOf(recordOf(trigger).schedule);
    return cron === undefined ? [] : [`${String(cron).trim()} UTC`];
  });
}

/** Whether a pipeline of an occasion runs the workflow. Nothing of a release comes to CircleCI. */
function startsOf(
  { when, unless }: Raw,
  isScheduled: boolean,
  project: Project,
): (occasion: Occasion) => Truth {
  return (occasion) => {
    if (occasion === "release") return false;
    const asks = JSON.stringify([when ?? null, unless ?? null]);
    // A pipeline by schedule is a matter of the project's settings; a workflow that asks for it shows that there is one.
    if (occasion === "schedule" && !isScheduled && !/schedule/.test(asks)) return false;
    if (occasion !== "schedule" && isScheduled) return false;
    const names = namesOn(occasion, project);
    if (when !== undefined) return judgeLogic(when, names);
    return unless === undefined ? true : not(judgeLogic(unless, names));
  };
}

/** Rows of all workflows with caches joined, once it is known what each of them keeps. */
export function withCaches(
  rows: readonly WorkflowRow[],
  finish: (steps: readonly StepRow[]) => StepRow[],
): WorkflowRow[] {
  return rows.map((row) => ({
    ...row,
    jobs: row.jobs.map((job): JobRow => ({ ...job, steps: joinCaches(finish(job.steps)) })),
  }));
}
