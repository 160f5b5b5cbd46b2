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
  return {
    id: verdict.id,
    base: verdict.job,
    matrix,
    signature: variant.signature,
    verdict: verdict.verdict,
    reason: reasonText(reason),
    cause: reason.kind,
    components: variant.components,
    files: job.count,
    marker: passed && { commit: passed.commit, run: passed.run, at: passed.at, scope: passed.scope },
  };
}
