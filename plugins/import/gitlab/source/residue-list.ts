import type { Residue } from "cig/sdk/import";
import type { Place } from "./value.ts";

/** Gathers what is not carried, each thing once. */
export class ResidueList {
  private readonly found = new Map<string, Residue>();

  constructor(private readonly root: string) {}

  add(
    place: Place | undefined,
    job: string,
    what: string,
    why: string,
    kind: Residue["kind"] = "lost",
  ): void {
    const { file, line } = place ?? { file: this.root, line: 1 };
    const key = [file, line, job, what].join("\n");
    if (!this.found.has(key)) this.found.set(key, { file, line, job, what, why, kind });
  }

  /** By file, line and words. */
  sorted(): Residue[] {
    const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
    return [...this.found.values()].sort(
      (a, b) =>
        compare(a.file, b.file) || a.line - b.line || compare(a.job, b.job) || compare(a.what, b.what),
    );
  }
}
