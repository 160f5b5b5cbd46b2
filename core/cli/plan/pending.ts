import type { Diagnostic } from "../../diagnostic/diagnostic.ts";
import { type FileChange, refusalsOf } from "../../output/compare.ts";

/** The files that a render would write or remove. */
export function pending(changes: readonly FileChange[]): FileChange[] {
  return changes.filter(({ change }) => change !== "same");
}

/** "2 unchanged, 1 kept": files that a render leaves alone; kept are those that nobody claims and a person has edited. */
export function untouched(changes: readonly FileChange[]): string {
  const same = changes.filter(({ change }) => change === "same");
  const kept = same.filter(({ owners }) => owners.length === 0).length;
  const parts = [
    [same.length - kept, "unchanged"],
    [kept, "kept"],
  ] as const;
  return parts.flatMap(([number, word]) => (number > 0 ? `${number} ${word}` : [])).join(", ");
}

/** What a render would refuse, as warnings: to look at it harms nobody. Unsafe paths stay errors. */
export function refusalsAhead(changes: readonly FileChange[]): Diagnostic[] {
  return refusalsOf(changes, { force: false }).map((diagnostic) =>
    diagnostic.code === "CIG602" || diagnostic.code === "CIG605"
      ? { ...diagnostic, level: "warning" }
      : diagnostic,
  );
}
