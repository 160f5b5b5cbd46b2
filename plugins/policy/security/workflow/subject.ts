import type { Job, Output, Step } from "cig/sdk";

/** The key path of cig.toml that a rendered job comes from. */
export function jobSubject(output: Output | undefined, id: string): readonly string[] {
  return output?.jobs.some((job) => job.id === id) ? ["jobs", id] : [];
}

/** The key path of cig.toml that a rendered step comes from: a step is rendered for each that is planned. */
export function stepSubject(output: Output | undefined, id: string, index: number): readonly string[] {
  const job = output?.jobs.find((each) => each.id === id);
  if (!job) return jobSubject(output, id);
  // A list in the escape hatch replaces the steps as a whole.
  if (hasOwnSteps(job)) return ["jobs", id, "provider", "github", "steps", String(index)];
  const step = job.steps.filter(isRendered)[index];
  return step && step.subject.length > 0 ? step.subject : ["jobs", id];
}

/** The same for a step's script: the `run` of cig.toml where one is rendered from it. */
export function runSubject(output: Output | undefined, id: string, index: number): readonly string[] {
  const subject = stepSubject(output, id, index);
  const isOfToml = subject.length === 4 && subject[2] === "steps";
  const step = output?.jobs.find((job) => job.id === id)?.steps.filter(isRendered)[index];
  return isOfToml && step?.kind.case === "run" && step.providerOptions.length === 0
    ? [...subject, "run"]
    : subject;
}

function isRendered({ kind }: Step): boolean {
  return kind.case !== "native" || kind.value.provider === "" || kind.value.provider === "github";
}

function hasOwnSteps(job: Job): boolean {
  return job.providerOptions.some(
    ({ provider, options }) => provider === "github" && options?.entries.some(({ key }) => key === "steps"),
  );
}
