import { type Job, type Output, type Skipping, SkippingStage } from "cig/sdk";
import { atom, join, member, type Operand, quoted } from "../expression/operand.ts";
import { optionOf } from "../yaml/options.ts";

/** How the workflow leaves work out. Undefined: everything in it runs. */
export function skippingOf({ skipping }: Output): Skipping | undefined {
  return skipping?.stage === SkippingStage.BOOTSTRAP ? skipping : undefined;
}

/** The jobs that are left out where they have already passed; a workflow without any has no job that decides. */
export function jobsLeftOut(output: Output): Job[] {
  return output.jobs.filter((job) => job.launches === "" && mayBeLeftOut(job, output));
}

/** The job whose verdict holds for a job: the one that it starts machines for, or itself. */
export function decidedJob(job: Job, { jobs }: Output): Job {
  return jobs.find(({ id }) => id === job.launches) ?? job;
}

/**
 * True for a job that is left out where it has already passed. What the author says for GitHub alone takes the place of
 * what is written here, so that such a job runs, and so does one whose verdict would stand under another's name.
 */
export function mayBeLeftOut(one: Job, output: Output): boolean {
  const job = decidedJob(one, output);
  return (
    job.skippable &&
    skippingOf(output) !== undefined &&
    !ownKeys.some((key) => optionOf(job.providerOptions, key) !== undefined) &&
    !job.variants.some(({ values }) => values?.entries.some(({ key }) => key === variantAxis)) &&
    !isTaken(job.id, output)
  );
}

/** The axis that tells a variant its own id. */
export const variantAxis = "cig-variant";

/** The output of the deciding job that holds the combinations of a matrix which run, as a list in JSON. */
export function matrixOutput(job: Job): string {
  return `${job.id}-matrix`;
}

/** The jobs' names stand beside these among the outputs. */
export const markersOutput = "markers";
export const keysOutput = "keys";

/** The verdict is that the job with this id is left out. */
export function isLeftOut(id: string, output: Output): Operand {
  return join("==", [verdictOf(id, output), quoted("skip")]);
}

/** The verdict is not that. Where there is none, because the tool or the store could not be had, this holds. */
export function isNotLeftOut(id: string, output: Output): Operand {
  return join("!=", [verdictOf(id, output), quoted("skip")]);
}

export function verdictOf(id: string, output: Output): Operand {
  const job = output.jobs.find((each) => each.id === id);
  return outputOf(job ? decidedJob(job, output).id : id, output);
}

/** An output of the job that decides. */
export function outputOf(name: string, output: Output): Operand {
  return atom(member(`${member("needs", output.skipping!.job)}.outputs`, name));
}

const ownKeys = ["if", "needs", "strategy", "steps", "uses"];

function isTaken(id: string, { jobs }: Output): boolean {
  const name = id.toLowerCase();
  const others = jobs.filter((job) => job.id !== id);
  return (
    [markersOutput, keysOutput].includes(name) ||
    others.some((other) => matrixOutput(other).toLowerCase() === name)
  );
}
