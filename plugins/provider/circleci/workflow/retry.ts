import { type Job, type Output, RetryCause } from "cig/sdk";

/**
 * How often CircleCI runs the failed jobs of the workflow again, where that is what every job asks for: any failure,
 * as often. Undefined where the jobs differ: then each tries its own scripts again.
 */
export function workflowRetry({ jobs }: Output): number | undefined {
  const [first] = jobs;
  const max = first?.retry?.max;
  if (max === undefined || max > 5) return undefined;
  return jobs.every((job) => job.retry?.max === max && isForAny(job)) ? max : undefined;
}

function isForAny({ retry, steps }: Job): boolean {
  if (!retry || retry.exitStatuses.length > 0 || steps.some((step) => step.retry)) return false;
  return retry.causes.length === 0 || retry.causes.includes(RetryCause.FAILURE);
}
