import type { Job } from "cig/sdk";

/** How many machines do the job: variants, times the copies that share the work of each. */
export function copiesOf(job: Job): number {
  return Math.max(job.variants.length, 1) * Math.max(job.parallelism, 1);
}

/** The folder of one machine among those of a job, as a word of bash; empty where there is but one. */
export function copyFolder(job: Job): string {
  if (copiesOf(job) === 1) return "";
  if (job.parallelism <= 1) return '"$CIRCLE_JOB"';
  return job.variants.length > 1 ? '"$CIRCLE_JOB-$CIRCLE_NODE_INDEX"' : '"$CIRCLE_NODE_INDEX"';
}
