import { type Concurrency, type Job, type Table, table } from "cig/sdk";
import { below, type Scope } from "../scope.ts";
import { uploaded } from "../value/interpolation.ts";
import { compileText } from "../value/text.ts";

/** Keys that let jobs wait for each other: of a concurrency group, or the variants of a job for each other. */
export function compileConcurrency(job: Job, top: Scope): Table {
  const { concurrency, matrix, variants } = job;
  const limit = variants.length > 1 ? (matrix?.maxParallel ?? 0) : 0;
  if (concurrency) {
    if (limit > 1)
      top.report.add(
        "BK025",
        [...top.subject, "matrix", "max_parallel"],
        `A job is in one group on Buildkite, so that the variants of "${job.id}" run one at a time, as its concurrency group says, and not ${limit} at a time.`,
        "Leave out max_parallel or concurrency.",
      );
    return groupOf(concurrency, below(top, "concurrency"));
  }
  if (limit === 0) return new Map();
  return table(
    ["concurrency", limit],
    ["concurrency_group", `\${BUILDKITE_BUILD_ID}/${uploaded(job.id)}`],
    // Whichever variant comes first may run.
    ["concurrency_method", "eager"],
  );
}

function groupOf({ group }: Concurrency, scope: Scope): Table {
  return table(
    ["concurrency", 1],
    ["concurrency_group", `\${BUILDKITE_PIPELINE_SLUG}/${compileText(group, "a concurrency group", scope)}`],
  );
}
