import type { PipelineResult } from "../../../pipeline/pipeline.ts";
import type { WorkTree } from "../../../repo/work-tree.ts";
import type { WorkPlan } from "../../../work/work-plan.ts";

/** The jobs at some time: as planned, and the files that they saw. */
export interface Side {
  readonly plan: WorkPlan;
  readonly jobs: Pick<PipelineResult, "plan">;
  readonly tree: Pick<WorkTree, "digests" | "entries"> & { readonly commit?: string };
}
