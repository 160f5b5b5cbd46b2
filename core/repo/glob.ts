import { type Automaton, buildAutomaton, walk } from "./glob-automaton.ts";
import { type GlobPattern, parseGlob } from "./glob-pattern.ts";

/**
 * Compiles patterns to one test for paths (relative, with `/`). `*` and `?` stay in a segment, a segment `**` spans
 * any number of folders, `[a-z] [!x] {a,b}` and backslash work as in a shell, dotfiles match like any other, case
 * counts. A leading `!` takes paths out again: the last pattern that matches decides, and where none does the answer
 * is false. An invalid pattern matches nothing (see `checkGlob`). Time is linear in the path.
 */
export function compileGlobs(patterns: readonly string[]): (path: string) => boolean {
  const verdict = compileRules(patterns);
  return (path) => verdict(path) === true;
}

/** Like `compileGlobs`, but tells "taken out by a `!` pattern" (false) from "no pattern matches" (undefined). */
export function compileRules(patterns: readonly string[]): (path: string) => boolean | undefined {
  return toVerdict(buildAutomaton(parseAll(patterns)));
}

/** The paths that match, in their order. `sortedPaths` must be sorted by code unit. */
export function matchGlobs(patterns: readonly string[], sortedPaths: readonly string[]): string[] {
  const parsed = parseAll(patterns);
  const verdict = toVerdict(buildAutomaton(parsed));
  const found: string[] = [];
  for (const [from, to] of candidateRanges(parsed, sortedPaths))
    for (let index = from; index < to; index++) {
      const path = sortedPaths[index]!;
      if (verdict(path)) found.push(path);
    }
  return found;
}

/** What is wrong with the pattern, in sentences; undefined for a valid one. */
export function checkGlob(pattern: string): string | undefined {
  const parsed = parseGlob(pattern);
  return "error" in parsed ? parsed.error : undefined;
}

function parseAll(patterns: readonly string[]): GlobPattern[] {
  return patterns.map(parseGlob).filter((parsed) => !("error" in parsed)) as GlobPattern[];
}

/** Remembers the folder of the last path, because sorted paths share it. */
function toVerdict(automaton: Automaton): (path: string) => boolean | undefined {
  let folder = "";
  let afterFolder = automaton.start;
  return (path) => {
    const folderEnd = path.lastIndexOf("/") + 1;
    if (folderEnd !== folder.length || !path.startsWith(folder)) {
      folder = path.slice(0, folderEnd);
      afterFolder = walk(automaton, automaton.start, folder, 0);
    }
    return walk(automaton, afterFolder, path, folderEnd).verdict;
  };
}

/** Parts of the list (from, to) that hold every path that can match, ascending and apart. */
function candidateRanges(patterns: readonly GlobPattern[], paths: readonly string[]): [number, number][] {
  const ranges = patterns
    .filter((pattern) => !pattern.negated)
    .map(({ prefix }): [number, number] => [
      partition(paths, (path) => path < prefix),
      partition(paths, (path) => path < prefix || path.startsWith(prefix)),
    ])
    .sort((a, b) => a[0] - b[0]);
  const joined: [number, number][] = [];
  for (const [from, to] of ranges) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

/** Index of the first path for which `isBefore` is false. */
function partition(paths: readonly string[], isBefore: (path: string) => boolean): number {
  let low = 0;
  let high = paths.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(paths[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}
