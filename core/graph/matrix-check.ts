import type { Matrix } from "../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { nearest } from "../diagnostic/nearest.ts";
import { covers, sameValue } from "./combination.ts";

/** More than this is a slip of the pen, and would only fill the memory. */
export const mostCombinations = 10_000;
/** GitHub Actions runs at most so many jobs of one matrix; the other providers are not far from it. */
const usualLimit = 256;

/** What is wrong with a matrix before it is expanded. */
export function checkMatrix(job: string, matrix: Matrix): readonly Diagnostic[] {
  return [
    ...matrix.axes.flatMap((axis) => checkAxis(job, axis)),
    ...checkSize(job, matrix),
    ...matrix.exclude.flatMap((_, index) => checkExclude(job, matrix, index)),
  ];
}

/** Says that nothing is left of a matrix. */
export function emptyMatrix(job: string): Diagnostic {
  return diagnose(
    "CIG404",
    `The matrix of the job "${job}" has no combination left, so that the job would never run.`,
    { hint: "Exclude less, or give the matrix an axis.", subject: ["jobs", job, "matrix"] },
  );
}

function checkAxis(job: string, { name, values }: Matrix["axes"][number]): Diagnostic[] {
  const subject = ["jobs", job, "matrix", name];
  if (values.length === 0)
    return [
      diagnose("CIG404", `The axis "${name}" has no value, so that the job "${job}" would never run.`, {
        hint: `Give "${name}" at least one value, or remove it.`,
        subject,
      }),
    ];
  // Few enough to be compared one by one; a longer axis is over the usual limit anyway.
  const twice = values
    .slice(0, usualLimit)
    .findIndex((value, index) => values.slice(0, index).some((earlier) => sameValue(earlier, value)));
  if (twice === -1) return [];
  return [
    diagnose("CIG404", `The axis "${name}" of the job "${job}" states one value twice.`, {
      level: "warning",
      hint: "Remove one: the same work would be done twice.",
      subject: [...subject, String(twice)],
    }),
  ];
}

function checkSize(job: string, matrix: Matrix): Diagnostic[] {
  const size =
    matrix.axes.length === 0 ? 0 : matrix.axes.reduce((count, axis) => count * axis.values.length, 1);
  const subject = ["jobs", job, "matrix"];
  if (size + matrix.include.length > mostCombinations)
    return [
      diagnose(
        "CIG404",
        `The matrix of the job "${job}" has ${size + matrix.include.length} combinations; at most ${mostCombinations} are planned.`,
        { hint: "Use fewer axes, or list the combinations that matter in `include`.", subject },
      ),
    ];
  if (size + matrix.include.length - matrix.exclude.length <= usualLimit) return [];
  return [
    diagnose(
      "CIG404",
      `The matrix of the job "${job}" has ${size} combinations; GitHub Actions refuses more than ${usualLimit} in one matrix.`,
      { level: "warning", hint: "Split the job, or exclude combinations.", subject },
    ),
  ];
}

function checkExclude(job: string, matrix: Matrix, index: number): Diagnostic[] {
  const entries = matrix.exclude[index]!.entries;
  const subject = ["jobs", job, "matrix", "exclude", String(index)];
  const names = matrix.axes.map((axis) => axis.name);
  const unknown = entries.find(({ key }) => !names.includes(key));
  if (unknown) {
    const near = nearest(unknown.key, names);
    return [
      diagnose("CIG404", `"${unknown.key}" is not an axis of the matrix, so that it cannot be excluded.`, {
        hint: near ? `Did you mean "${near}"?` : `The axes are: ${names.join(", ")}.`,
        subject: [...subject, unknown.key],
      }),
    ];
  }
  const idle = entries.find(
    ({ key, value }) =>
      !matrix.axes.find(({ name }) => name === key)!.values.some((candidate) => covers(candidate, value!)),
  );
  if (!idle) return [];
  return [
    diagnose("CIG404", `This excludes nothing: the axis "${idle.key}" has no such value.`, {
      level: "warning",
      hint: "Compare it with the values of the axis.",
      subject: [...subject, idle.key],
    }),
  ];
}
