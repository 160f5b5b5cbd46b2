import type { StepRow } from "../table.ts";

type CacheRow = Extract<StepRow, { kind: "cache" }>;

/**
 * A cache that is restored and saved further down is one row at the place where it is restored: when within the job
 * it is written is the provider's affair.
 */
export function joinCaches(steps: readonly StepRow[]): StepRow[] {
  const saved = new Set<StepRow>();
  const joined = steps.map((step, index): StepRow => {
    if (step.kind !== "cache" || step.mode !== "restore") return step;
    const save = steps
      .slice(index + 1)
      .find((later): later is CacheRow => isSaveOf(later, step) && !saved.has(later));
    if (!save) return step;
    saved.add(save);
    return { ...step, mode: "both", paths: save.paths };
  });
  return joined.filter((_, index) => !saved.has(steps[index]!));
}

function isSaveOf(later: StepRow, { paths, key }: CacheRow): boolean {
  return (
    later.kind === "cache" &&
    later.mode === "save" &&
    later.paths.join("\n") === paths.join("\n") &&
    isSameKey(later.key, key)
  );
}

/** A key that the step before has told is its own. */
function isSameKey(later: CacheRow["key"], key: CacheRow["key"]): boolean {
  if (later === undefined || key === undefined) return true;
  return (
    later.join("\n") === key.join("\n") ||
    (later.length > 0 && later.every((item) => /^name (?:github: )?steps\./.test(item)))
  );
}

/** An artifact's name without the values of the matrix that providers add, as in `coverage-3.2-amd64`. */
export function withoutValues(name: string, values: readonly string[]): string {
  for (const joint of ["--", "-"]) {
    const suffix = `${joint}${values.join("-")}`;
    if (values.length > 0 && name.endsWith(suffix) && name.length > suffix.length)
      return name.slice(0, -suffix.length);
  }
  return name;
}

/** `{a,b}c` as `ac` and `bc`. */
export function alternatives(glob: string): string[] {
  const match = /^((?:[^{\\]|\\.)*)\{([^{}]*,[^{}]*)\}(.*)$/s.exec(glob);
  if (!match) return [glob];
  const [, before = "", choices = "", after = ""] = match;
  return choices
    .split(",")
    .flatMap((choice) => alternatives(before + choice + after))
    .slice(0, 256);
}

/** A folder as tables have it: from the root, which is "". */
export function folderOf(path: string): string {
  const plain = path.replace(/^(?:\.\/+)+|\/+$/g, "");
  return plain === "." ? "" : plain;
}

/** A script as tables have it: without blank lines at the end. */
export function scriptOf(source: string): string {
  return source.replace(/(?:\r?\n[ \t]*)+$/, "");
}
