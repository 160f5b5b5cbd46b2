import { idFor } from "cig/sdk/import";
import type { JobRow, JobTable, StepRow } from "cig/sdk/table";

/**
 * A table in the form in which that of a file and that of its import are compared. Ids are spelled as cig.toml can;
 * variants that are jobs of their own leave the same files; and a plain word is the same word in quotes, in which cig
 * puts what it hands to a script through a variable.
 */
export function comparable({ workflows }: JobTable): JobTable {
  return {
    workflows: workflows.map((row) => ({ ...row, jobs: row.jobs.map(comparableJob) })),
  };
}

function comparableJob(job: JobRow): JobRow {
  const ids = (list: readonly string[]) => list.map(idFor).sort();
  const steps = job.steps.map(comparableStep);
  return {
    ...job,
    id: idFor(job.id),
    needs: ids(job.needs),
    needsAny: ids(job.needsAny),
    steps: steps.filter((step, at) => !isTwice(step, steps[at - 1])),
  };
}

function comparableStep(step: StepRow): StepRow {
  if (step.kind === "upload" || step.kind === "download")
    return step.name.startsWith("workspace-") ? { ...step, name: "workspace" } : step;
  if (step.kind !== "run") return step;
  const handed = Object.entries(step.env).filter(([name]) => /^(?:MATRIX|CIG)_/.test(name));
  const used = handed.filter(([name]) => step.script.includes(`\${${name}}`));
  const script = used.reduce((text, [name, value]) => text.replaceAll(`\${${name}}`, value), step.script);
  const env = Object.fromEntries(
    Object.entries(step.env).filter((each) => !used.some(([name]) => name === each[0])),
  );
  return { ...step, script: script.replace(/"((?:[\w.:/@+-]|\{\{ [\w.-]+ \}\})+)"/g, "$1"), env };
}

/** One step brings what all jobs before have left. */
function isTwice(step: StepRow, before: StepRow | undefined): boolean {
  return step.kind === "download" && JSON.stringify(step) === JSON.stringify(before);
}
