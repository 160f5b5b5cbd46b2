import type { Job } from "../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { defaultWorkflow } from "../config/schema.ts";
import type { PipelineResult } from "../pipeline/pipeline.ts";

/** The jobs of a plan, each once though several outputs hold it, in topological order. */
export function jobsOf({ plan }: Pick<PipelineResult, "plan">): Job[] {
  const jobs = new Map<string, Job>();
  for (const output of plan?.outputs ?? [])
    for (const job of output.jobs) if (!jobs.has(job.id)) jobs.set(job.id, job);
  return [...jobs.values()];
}

/** The workflows that a job is in, by the names that `--workflow` takes; undefined where there is only one. */
export function workflowsOf(id: string, { plan }: Pick<PipelineResult, "plan">): string[] | undefined {
  const outputs = plan?.outputs ?? [];
  if (outputs.every(({ workflow }) => workflow === outputs[0]!.workflow)) return undefined;
  const own = outputs.filter(({ jobs }) => jobs.some((job) => job.id === id));
  return [...new Set(own.map(({ workflow }) => workflow || defaultWorkflow))];
}
