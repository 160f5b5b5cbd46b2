import type { Diagnostic } from "../../diagnostic/diagnostic.ts";
import { type FileChange, refusalsOf } from "../../output/compare.ts";

/** The files that a render would write or remove. */
export function pending(changes: readonly FileChange[]): FileChange[] {
  return changes.filter(({ change }) => change !== "same");
}

/** What a render would refuse, as warnings: to look at it harms nobody. Unsafe paths stay errors. */
export function refusalsAhead(changes: readonly FileChange[]): Diagnostic[] {
  return refusalsOf(changes, { force: false }).map((diagnostic) =>
    diagnostic.code === "CIG602" || diagnostic.code === "CIG605"
      ? { ...diagnostic, level: "warning" }
      : diagnostic,
  );
}
