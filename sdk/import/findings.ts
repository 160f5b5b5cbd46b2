import type { Residue } from "./imported.ts";

/** What could not be carried, gathered while the import goes on. */
export interface Findings {
  /** Nothing of it is rendered. */
  lost(file: string, line: number, job: string, what: string, why: string): void;
  /** It is rendered with another meaning. */
  changed(file: string, line: number, job: string, what: string, why: string): void;
  /** It is kept in an escape hatch. */
  hatch(file: string, line: number, job: string, what: string, why: string): void;
  /** All of it, by file and line, each once. */
  all(): Residue[];
}

export function openFindings(): Findings {
  const found: Residue[] = [];
  const add =
    (kind: Residue["kind"]) => (file: string, line: number, job: string, what: string, why: string) =>
      void found.push({ file, line, job, what, why, kind });
  return {
    lost: add("lost"),
    changed: add("changed"),
    hatch: add("hatch"),
    all() {
      const seen = new Set<string>();
      return found
        .filter((each) => {
          const key = JSON.stringify(each);
          return !seen.has(key) && seen.add(key);
        })
        .map((each, index) => ({ each, index }))
        .sort((a, b) => order(a.each, b.each) || a.index - b.index)
        .map(({ each }) => each);
    },
  };
}

function order(one: Residue, other: Residue): number {
  if (one.file !== other.file) return one.file < other.file ? -1 : 1;
  return one.line - other.line;
}
