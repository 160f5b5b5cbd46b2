import type { Entry, Workflow } from "./workflow.ts";

/** All variables and inputs of a workflow, from the top down. */
export function entriesOf({ env, jobs }: Workflow): Entry[] {
  return [
    ...env,
    ...jobs.flatMap((job) => [
      ...job.env,
      ...job.images.flatMap((image) => image.env),
      ...job.steps.flatMap((step) => [...step.env, ...step.with]),
    ]),
  ];
}
