import type { Residue } from "../../../sdk/import/imported.ts";
import type { Difference } from "../../../sdk/table/compare.ts";

/** A difference, and the thing of the original that it comes from, where the importer has said so. */
export interface Explained extends Difference {
  readonly reason?: Residue;
}

/** Joins differences with what the importer said of their jobs: what was lost or changed there. */
export function explainDifferences(
  differences: readonly Difference[],
  residue: readonly Residue[],
): Explained[] {
  const reasons = residue.filter(({ kind }) => kind !== "hatch");
  return differences.map((difference) => {
    const job = /^[^/]*\/jobs\/([^/]*)/.exec(difference.path)?.[1];
    const fitting = reasons.filter((each) => each.job === "" || isOf(job, each.job));
    const [reason] = [...fitting.filter((each) => isOf(job, each.job)), ...fitting];
    return reason ? { ...difference, reason } : difference;
  });
}

function isOf(variant: string | undefined, job: string): boolean {
  return variant !== undefined && job !== "" && (variant === job || variant.startsWith(`${job}-`));
}
