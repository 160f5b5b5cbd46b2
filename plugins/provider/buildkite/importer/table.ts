import { idFor } from "cig/sdk/import";
import type { JobRow, JobTable, StepRow } from "cig/sdk/table";

/**
 * A table in the form in which that of a file and that of its import are compared: ids are spelled as cig.toml can, and
 * a script says nothing of pipes that the agent's shell does not do anyway.
 */
export function comparable({ workflows }: JobTable): JobTable {
  return { workflows: workflows.map((row) => ({ ...row, jobs: row.jobs.map(comparableJob) })) };
}

function comparableJob(job: JobRow): JobRow {
  const ids = (list: readonly string[]) => list.map(idFor).sort();
  return {
    ...job,
    id: idFor(job.id),
    needs: ids(job.needs),
    needsAny: ids(job.needsAny),
    steps: job.steps.map(comparableStep),
  };
}

function comparableStep(step: StepRow): StepRow {
  if (step.kind !== "run") return step;
  return { ...step, script: step.script.replace(/^(?:set -o pipefail\n)?set \+o pipefail\n/, "") };
}
