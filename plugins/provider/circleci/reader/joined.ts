import { type JobRow, type Occasion, occasions, type WorkflowRow } from "cig/sdk/testing";

/**
 * Workflows that have the same jobs and differ in what starts them are one: CircleCI's `ci`, `ci-manual` and
 * `ci-schedule` are what others say in one place.
 */
export function joinWorkflows(rows: readonly WorkflowRow[]): WorkflowRow[] {
  const joined: WorkflowRow[] = [];
  for (const row of rows) {
    const stem = row.name.replace(/-(?:manual|schedule)$/, "");
    const at = joined.findIndex((other) => other.name === stem && idsOf(other) === idsOf(row));
    if (at < 0) joined.push(row);
    else joined[at] = join(joined[at]!, row);
  }
  return joined;
}

function join(one: WorkflowRow, other: WorkflowRow): WorkflowRow {
  const others = new Map(other.jobs.map((job) => [job.id, job]));
  return {
    ...one,
    startsOn: union(one.startsOn, other.startsOn),
    schedules: [...one.schedules, ...other.schedules],
    jobs: one.jobs.map(
      (job): JobRow => ({ ...job, runsOn: union(job.runsOn, others.get(job.id)?.runsOn ?? []) }),
    ),
  };
}

function union(left: readonly Occasion[], right: readonly Occasion[]): Occasion[] {
  return occasions.filter((each) => left.includes(each) || right.includes(each));
}

function idsOf({ jobs }: WorkflowRow): string {
  return jobs.map(({ id }) => id).join("\n");
}
