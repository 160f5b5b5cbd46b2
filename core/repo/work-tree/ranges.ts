import type { PlainPattern } from "../glob-sets/plain-sets.ts";
import { type FileTable, skipOf } from "./file-table.ts";

/** First file and the one after the last. */
export type Range = readonly [number, number];

/** Finds what patterns match by halving: no file is looked at by itself. */
export function createRangeFinder(table: FileTable): (pattern: PlainPattern) => Range {
  const known = new Map<string, Range>();
  // Patterns mostly come in the order of the files, and what they match lies close by.
  let hint = 0;
  return (pattern) => {
    const before = known.get(pattern.body);
    if (before !== undefined) return before;
    const range = findRange(table, pattern, hint);
    hint = range[1];
    known.set(pattern.body, range);
    return range;
  };
}

function findRange(table: FileTable, { start, isFolder }: PlainPattern, hint: number): Range {
  if (start === "") return [0, table.count];
  const { records, starts, count } = table;
  const wanted = Buffer.from(start, "latin1");
  const skip = skipOf(table);
  /** How the path, as far as it is not longer, compares to what is wanted. */
  const compare = (file: number) => {
    const from = starts[file]! + skip;
    const length = Math.min(starts[file + 1]! - 1 - from, wanted.length);
    for (let index = 0; index < length; index++)
      if (records[from + index] !== wanted[index]) return records[from + index]! - wanted[index]!;
    return length - wanted.length;
  };
  const from = partition(count, hint, (file) => compare(file) < 0);
  if (isFolder) return [from, partition(count, from, (file) => compare(file) <= 0)];
  const isThere =
    from < count && compare(from) === 0 && starts[from + 1]! - starts[from]! === skip + wanted.length + 1;
  return [from, isThere ? from + 1 : from];
}

/** The first of `count` numbers for which `isBefore` is false, looked for from `hint` on in growing steps. */
function partition(count: number, hint: number, isBefore: (file: number) => boolean): number {
  let low = 0;
  let high = count;
  if (hint > 0 && !isBefore(hint - 1)) high = hint - 1;
  else {
    low = hint;
    let step = 1;
    while (low + step <= count && isBefore(low + step - 1)) {
      low += step;
      step *= 2;
    }
    if (low + step <= count) high = low + step - 1;
  }
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The ranges, ascending and apart. */
export function joinRanges(ranges: readonly Range[]): Range[] {
  const joined: [number, number][] = [];
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (from === to) continue;
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

/** The parts of a range whose files are there. */
export function partsThere({ absent }: FileTable, [from, to]: Range): Range[] {
  const parts: Range[] = [];
  let at = from;
  for (;;) {
    const gap = absent.subarray(at, to).indexOf(1);
    const end = gap < 0 ? to : at + gap;
    if (end > at) parts.push([at, end]);
    if (gap < 0) return parts;
    at = end + 1;
  }
}
