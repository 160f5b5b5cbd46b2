import { type JobRow, type Occasion, occasions, type WorkflowRow } from "cig/sdk/table";

/**
 * Workflows that differ in what starts them are one: CircleCI's `ci`, `ci-manual` and `ci-schedule` are what others say
 * in one place. A job that they share is the same in both; each may have some that never run in the other.
 */
export function joinWorkflows(rows: readonly WorkflowRow[]): WorkflowRow[] {
  const joined: WorkflowRow[] = [];
  for (const row of rows) {
    const stem = row.name.replace(/-(?:manual|schedule)$/, "");
    const at = joined.findIndex((other) => other.name === stem && areAlike(other, row));
    if (at < 0) joined.push(row);
    else joined[at] = join(joined[at]!, row);
  }
  return joined;
}

function areAlike(one: WorkflowRow, other: WorkflowRow): boolean {
  const others = new Map(other.jobs.map((job) => [job.id, workOf(job)]));
  return one.jobs.every((job) => (others.get(job.id) ?? workOf(job)) === workOf(job));
}

/** What a job does, without when. */
function workOf({ steps, image, os, services }: JobRow): string {
  return JSON.stringify([steps.map((step) => ({ ...step, runsOn: [] })), image, os, services]);
}

function join(one: WorkflowRow, other: WorkflowRow): WorkflowRow {
  const others = new Map(other.jobs.map((job) => [job.id, job]));
  const shared = new Set(one.jobs.map(({ id }) => id));
  const jobs = [
    ...one.jobs.map((job) => joinJobs(job, others.get(job.id))),
    ...other.jobs.filter(({ id }) => !shared.has(id)),
  ];
  return {
    ...one,
    startsOn: union(one.startsOn, other.startsOn),
    schedules: [...one.schedules, ...other.schedules],
    jobs: jobs.sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

/** Where the jobs that it waits for are missing, a job cannot say what it wants of them. */
function joinJobs(one: JobRow, other: JobRow | undefined): JobRow {
  if (!other) return one;
  const waits = ({ needs, needsAny }: JobRow) => needs.length + needsAny.length;
  const whole = waits(other) > waits(one) ? other : one;
  return { ...whole, runsOn: union(one.runsOn, other.runsOn) };
}

function union(left: readonly Occasion[], right: readonly Occasion[]): Occasion[] {
  return occasions.filter((each) => left.includes(each) || right.includes(each));
}
