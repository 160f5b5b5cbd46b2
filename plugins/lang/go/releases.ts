import { compareVersions, meets } from "./version.ts";

/** When the table was made. */
export const releasesAsOf = "2026-11-30";

/** Release lines that Go's team supports on that day, newest first, as `go list -m -versions golang.org/toolchain` has them. */
const supported = ["1.27", "1.26"] as const;

/** Releases of golangci-lint by the `version` of its configuration, on the same day. */
export const linters = { 1: "1.64.8", 2: "2.15.0" } as const;

/**
 * The release line for a range such as ">=1.21": the newest that is supported, as newer releases compile what older
 * ones do. Where the range begins above them all, the line that it begins with. Undefined: no line fits.
 */
export function resolveRange(range: string): string | undefined {
  const known = supported.find((line) => meets(line, range));
  if (known !== undefined) return known;
  const lowest = /^>=\s*(\d+\.\d+)/.exec(range)?.[1];
  return lowest !== undefined && compareVersions(lowest, supported[0]) > 0 ? lowest : undefined;
}
