import type { PipelineResult } from "../../pipeline.ts";
import type { Change } from "./change.ts";

export async function meaningOf(_result: PipelineResult): Promise<Change[]> {
  return [];
}
