import type { StepRow } from "cig/sdk/table";

/** Rows of caches as they are read here: the key stands before the paths, of which a restored one has none. */
type CacheRow = Extract<StepRow, { kind: "cache" }>;

/** What a cache keeps, by its key: only the step that saves it says so, maybe in another job. */
export type KeptPaths = ReadonlyMap<string, readonly string[]>;

export function keptPaths(steps: readonly StepRow[]): KeptPaths {
  return new Map(
    steps.flatMap((step) => {
      const [key = "", ...paths] = step.kind === "cache" && step.mode === "save" ? step.paths : [];
      return key === "" ? [] : [[stemOf(key), paths] as const];
    }),
  );
}

/** The rows with paths in the places of keys. */
export function withPaths(steps: readonly StepRow[], kept: KeptPaths): StepRow[] {
  return steps.map((step) => {
    if (step.kind !== "cache") return step;
    const [key = "", ...paths] = step.paths;
    return {
      ...step,
      paths: step.mode === "save" ? paths : (kept.get(stemOf(key)) ?? []),
    } satisfies CacheRow;
  });
}

/** Caches of one name keep the same: `gems-v1-{{ checksum "Gemfile.lock" }}` is gems-v1. */
function stemOf(key: string): string {
  return key.replace(/(?:\{\{|<<).*$/s, "").replace(/-+$/, "") || key;
}
