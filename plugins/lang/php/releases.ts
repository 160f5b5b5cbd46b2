import semver from "semver";
import { comparableRange } from "./constraint.ts";

/** The day of the table below. */
export const releasesAsOf = "2026-07-30";

/**
 * Release lines of PHP, newest first: what the official images of that day are built from, then the older ones, which
 * get no more fixes. A range that the repository states is resolved against these and nothing else.
 */
export const supportedLines = ["8.5", "8.4", "8.3", "8.2"] as const;
const olderLines = ["8.1", "8.0", "7.4", "7.3", "7.2", "7.1", "7.0", "5.6", "5.5", "5.4", "5.3"] as const;

export const knownLines: readonly string[] = [...supportedLines, ...olderLines];

/** The lines of which some release meets the constraint, newest first; undefined when it cannot be read. */
export function linesWithin(constraint: string): string[] | undefined {
  const range = comparableRange(constraint);
  return range === undefined ? undefined : knownLines.filter((line) => semver.intersects(`${line}.x`, range));
}
