import type { Job } from "../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { PipelineResult } from "../pipeline.ts";

/** The jobs of a plan, each once though several outputs hold it, in topological order. */
export function jobsOf({ plan }: Pick<PipelineResult, "plan">): Job[] {
  const jobs = new Map<string, Job>();
  for (const output of plan?.outputs ?? [])
    for (const job of output.jobs) if (!jobs.has(job.id)) jobs.set(job.id, job);
  return [...jobs.values()];
}

/** "1 job", "3 jobs" */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
