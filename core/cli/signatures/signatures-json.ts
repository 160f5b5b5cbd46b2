import { reasonText } from "../../verdict/verdict.ts";
import type { Decided } from "../../work/result.ts";
import { toJson } from "../json.ts";

/** The machine form `cig.signatures/1`: one entry for each variant. */
export function signaturesJson(all: readonly Decided[]): string {
  return toJson({ schema: "cig.signatures/1", jobs: all.map(jobJson) });
}

/** What is known of a variant, as every machine form has it. */
export function jobJson({ job, variant, verdict, matrix }: Decided): object {
  const { reason } = verdict;
  const passed = reason.kind === "already passed" ? reason : undefined;
  // In the order in which they are printed, see `toJson`.
  return {
    base: verdict.job,
    cause: reason.kind,
    components: variant.components,
    files: job.count,
    id: verdict.id,
    marker: passed && { at: passed.at, commit: passed.commit, run: passed.run, scope: passed.scope },
    matrix,
    reason: reasonText(reason),
    signature: variant.signature,
    verdict: verdict.verdict,
  };
}
