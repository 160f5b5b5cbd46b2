import type { Output } from "cig/sdk";
import { type Table, table } from "../yaml/tree.ts";
import { jobsLeftOut, skippingOf } from "./verdict.ts";

/** The id of the composite action that records a job where the tool keeps the markers itself. */
export const markAction = "cig-mark";

/** The action, which all workflows share; undefined where none of them needs it. */
export function compileMarkAction(outputs: readonly Output[]): Table | undefined {
  const output = outputs.find((each) => jobsLeftOut(each).length > 0 && !each.skipping!.nativeStore);
  const skipping = output && skippingOf(output);
  if (!skipping) return undefined;
  const script = `${skipping.functions}
if cig_get; then
  cig mark
else
  echo "::warning::It is not kept that this job passed, so that it runs again next time."
fi
`;
  return table(
    ["name", markAction],
    ["description", "Keeps that a job passed, as the last thing that the job does"],
    ["runs", table(["using", "composite"], ["steps", [table(["run", script], ["shell", "bash"])]])],
  );
}
