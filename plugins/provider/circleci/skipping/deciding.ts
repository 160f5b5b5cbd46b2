import { type Output, type Skipping, SkippingStage } from "cig/sdk";
import type { Report } from "../report.ts";

/** An output of which a setup decides what runs. */
export type Deciding = Output & { readonly skipping: Skipping };

/**
 * The outputs of a file of which something may be left out. None where the file has a schedule: CircleCI reads none in
 * a configuration that a setup continues with.
 */
export function decidingOutputs(outputs: readonly Output[], report: Report): readonly Deciding[] {
  const deciding = outputs.filter(isDeciding);
  const [first] = deciding;
  if (!first || !outputs.some(({ triggers }) => triggers && triggers.schedule.length > 0)) return deciding;
  report.add(
    "CC020",
    ["on", "schedule"],
    "CircleCI reads no schedule in a configuration that a setup continues with, so that this file has none, and nothing is left out.",
    "Give the schedule a workflow in a file of its own, or set it as a trigger of the project.",
  );
  return [];
}

/** True where the tool asks for what is left of a file. */
export function isContinuation({ skipping }: Output): boolean {
  return skipping?.stage === SkippingStage.CONTINUATION;
}

/** ".circleci/config.yml" has all that could run in ".circleci/cig/config.yml". */
export function wholeFileNamed(path: string): string {
  return path.replace(/[^/]*$/, (base) => `cig/${base}`);
}

function isDeciding(output: Output): output is Deciding {
  return output.skipping?.stage === SkippingStage.BOOTSTRAP;
}
