import { type Output, type Skipping, SkippingStage } from "cig/sdk";

/** An output of which something may be left out: Buildkite has no cache of its own that could keep what has passed. */
export type LeavingOut = Output & { readonly skipping: Skipping };

export function leavesOut(output: Output): output is LeavingOut {
  return output.skipping !== undefined && !output.skipping.nativeStore;
}

/** True for what is committed: a step that decides what to upload, beside a file with all that could run. */
export function isBootstrap(output: Output): output is LeavingOut {
  return leavesOut(output) && output.skipping.stage === SkippingStage.BOOTSTRAP;
}

/** True where the tool asks for what is left. */
export function isContinuation(output: Output): output is LeavingOut {
  return leavesOut(output) && output.skipping.stage === SkippingStage.CONTINUATION;
}

/** ".buildkite/pipeline.yml" has all that could run in ".buildkite/cig/pipeline.yml". */
export function wholeFileNamed(path: string): string {
  return path.replace(/[^/]*$/, (base) => `cig/${base}`);
}
