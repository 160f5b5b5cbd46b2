import type { Job, Output, Variant } from "cig/sdk";
import { member } from "../expression/operand.ts";

/** What is added to an artifact's name in a job with a matrix, and the pattern that finds them all. */
export interface Suffix {
  /** Empty without a matrix: "-${{ matrix.ruby }}". */
  readonly expression: string;
  /** Empty without a matrix: "-*". */
  readonly glob: string;
}

/**
 * GitHub refuses two artifacts of one name in a run. The values of the matrix tell variants apart; where they
 * do not, or GitHub does not allow them in a name, the variant's number does.
 */
export function artifactSuffix(name: string, job: Job, output: Output): Suffix {
  if (!job.matrix || (job.matrix.axes.length === 0 && job.matrix.include.length === 0))
    return { expression: "", glob: "" };
  // "coverage-*" must not find "coverage-html" too.
  const dash = artifactNames(output).some((other) => other.startsWith(`${name}-`)) ? "--" : "-";
  const axes = job.matrix.axes.map((axis) => axis.name);
  const parts = tellApart(job.variants, axes)
    ? axes.map((axis) => `\${{ ${member("matrix", axis)} }}`)
    : ["${{ strategy.job-index }}"];
  return { expression: dash + parts.join("-"), glob: `${dash}*` };
}

function artifactNames(output: Output): string[] {
  return output.jobs.flatMap(({ steps }) =>
    steps.flatMap(({ kind }) => (kind.case === "upload" ? kind.value.name : [])),
  );
}

/** True when every variant has values of its own on the axes, all legal in a name. */
function tellApart(variants: readonly Variant[], axes: readonly string[]): boolean {
  const names = variants.map((variant) => nameOf(variant, axes));
  return (
    axes.length > 0 &&
    names.length > 0 &&
    names.every((name) => name !== undefined) &&
    new Set(names.map((name) => name!.toLowerCase())).size === names.length
  );
}

function nameOf(variant: Variant, axes: readonly string[]): string | undefined {
  const words = axes.map((axis) => {
    const kind = variant.values?.entries.find(({ key }) => key === axis)?.value?.kind;
    if (kind?.case === "list" || kind?.case === "table") return undefined;
    const word = String(kind?.value ?? "");
    return /^[\w.@+ ()-]+$/.test(word) ? word : undefined;
  });
  return words.every((word) => word !== undefined) ? words.join("-") : undefined;
}
