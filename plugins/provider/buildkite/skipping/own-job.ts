import { create, type Job, JobSchema, type Runner } from "cig/sdk";

/** A job of cig's own, as far as the plugin asks jobs: where it runs. */
export function ownJob(id: string, runner: Runner | undefined): Job {
  return create(JobSchema, { id, ...(runner && { runner }) });
}
