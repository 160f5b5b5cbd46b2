import {
  create,
  type Estimate,
  EstimateSchema,
  type Job,
  type JobEstimate,
  JobEstimateSchema,
  type MessageInitShape,
  MinutesSource,
  type Output,
  type RenderedFile,
} from "cig/sdk";
import type { Budget } from "./budget.ts";
import { type Machines, machinesOf } from "./machines.ts";
import { priceOf, round } from "./prices.ts";

/** What a run of an output takes when every job runs once: jobs in their order, each by class of machine. */
export async function estimate(
  output: Output,
  files: readonly RenderedFile[],
  budget: Budget,
): Promise<Estimate> {
  const { provider, path, workflow } = output;
  const machines = await machinesOf(output, files);
  const jobs = output.jobs.flatMap((job) => estimateJob(job, machines, provider, budget));
  return create(EstimateSchema, { provider, path, workflow, jobs });
}

/** A sum of what is known. */
export interface Known {
  readonly sum: number;
  /** False: there is more, and nobody knows how much. */
  readonly isAll: boolean;
}

/** Minutes of all machines together. */
export function minutesOf({ jobs }: Estimate): Known {
  return known(jobs.map(({ machines, minutes }) => minutes && minutes * machines));
}

/** USD of all machines together. */
export function costOf({ jobs }: Estimate): Known {
  return known(
    jobs.map(({ machines, minutes, price }) =>
      minutes === undefined || price === undefined ? undefined : machines * minutes * price,
    ),
  );
}

function known(parts: readonly (number | undefined)[]): Known {
  const stated = parts.filter((part) => part !== undefined);
  return {
    sum: round(stated.reduce((left, right) => left + right, 0)),
    isAll: stated.length === parts.length,
  };
}

function estimateJob(job: Job, machines: Machines, provider: string, budget: Budget): JobEstimate[] {
  const counts = new Map<string, number>();
  for (const name of machines(job)) counts.set(name, (counts.get(name) ?? 0) + 1);
  const minutes = timeOf(job, provider, budget);
  return [...counts].map(([name, count]) => {
    const price = name === "" ? undefined : priceOf(provider, name, budget);
    return create(JobEstimateSchema, {
      job: job.id,
      class: name,
      machines: count,
      ...minutes,
      ...(price !== undefined && { price }),
    });
  });
}

/** What cig.toml says it takes, else the timeout, which it cannot exceed. */
function timeOf(
  job: Job,
  provider: string,
  { minutes }: Budget,
): Pick<MessageInitShape<typeof JobEstimateSchema>, "minutes" | "source"> {
  const stated = Object.hasOwn(minutes, job.id) ? minutes[job.id] : undefined;
  // GitHub charges whole minutes.
  if (stated !== undefined)
    return { minutes: provider === "github" ? Math.ceil(stated) : stated, source: MinutesSource.STATED };
  return job.timeoutMinutes > 0 ? { minutes: job.timeoutMinutes, source: MinutesSource.TIMEOUT } : {};
}
