import { createHash } from "node:crypto";
import { byCodeUnit } from "../../compare.ts";
import { idLengthOf } from "../git-index.ts";
import { compileGlobSets } from "../glob-sets/glob-sets.ts";
import { type FileTable, pathOf } from "./file-table.ts";

/** What a set of patterns chooses. */
export interface FilesDigest {
  /** SHA-256 over the line "cig.files/1 sha1\n" (or sha256) and the records of the chosen files. */
  readonly digest: Uint8Array;
  /** How many files are chosen. */
  readonly count: number;
  /** Chosen files whose state could not be told for sure: what depends on them must run. */
  readonly doubts: readonly Doubt[];
  /** Patterns of the set (none that starts with `!`) that match no file. */
  readonly unmatched: readonly string[];
}

export interface Doubt {
  readonly path: string;
  /** A sentence without its subject and full stop: "is in conflict". */
  readonly reason: string;
}

/** The digests of all sets, in their order, in one pass over the files. */
export function digestSets(table: FileTable, sets: readonly (readonly string[])[]): FilesDigest[] {
  const keys = sets.map((patterns) => JSON.stringify(patterns));
  const different = [...new Map(keys.map((key, set) => [key, sets[set]!]))];
  const digests = digestDifferent(
    table,
    different.map(([, patterns]) => patterns),
  );
  const known = new Map(different.map(([key], index) => [key, digests[index]!]));
  return keys.map((key) => known.get(key)!);
}

function digestDifferent(table: FileTable, sets: readonly (readonly string[])[]): FilesDigest[] {
  const { runs, doubts, patterns } = chooseRuns(table, sets);
  const hasher = createHasher(table);
  return sets.map((set, index) => ({
    ...hasher(runs[index]!),
    doubts: doubts[index]!,
    unmatched: set.filter((pattern) => !pattern.startsWith("!") && !patterns.has(pattern)),
  }));
}

interface Chosen {
  /** For each set: first file and the one after the last, again and again. */
  readonly runs: readonly (readonly number[])[];
  readonly doubts: readonly (readonly Doubt[])[];
  /** All patterns that match a file. */
  readonly patterns: ReadonlySet<string>;
}

function chooseRuns(table: FileTable, sets: readonly (readonly string[])[]): Chosen {
  const { judge, choices } = compileGlobSets(sets);
  const { records, starts, count, absent } = table;
  const skipped = 4 + idLengthOf(table.hash);
  const runs: number[][] = sets.map(() => []);
  const doubts: Doubt[][] = sets.map(() => []);
  const used = new Set<number>();
  const close = (choice: number, from: number, to: number) => {
    used.add(choice);
    for (const set of choices[choice]!.sets) {
      const own = runs[set]!;
      if (own.at(-1) === from) own[own.length - 1] = to;
      else own.push(from, to);
    }
  };
  let from = 0;
  let last = -1;
  for (let file = 0; file < count; file++) {
    const choice = absent[file] ? -1 : judge(records, starts[file]! + skipped, starts[file + 1]! - 1);
    if (choice !== last) {
      if (last >= 0) close(last, from, file);
      from = file;
      last = choice;
    }
    if (table.doubts.size > 0 && choice >= 0 && table.doubts.has(file))
      for (const set of choices[choice]!.sets)
        doubts[set]!.push({ path: pathOf(table, file), reason: table.doubts.get(file)! });
  }
  if (last >= 0) close(last, from, count);
  const patterns = new Set([...used].flatMap((choice) => [...choices[choice]!.patterns]));
  return { runs, doubts, patterns };
}

/** Short runs are joined before they are hashed, because a call to the hash costs more than copying them. */
function createHasher(table: FileTable): (runs: readonly number[]) => { digest: Uint8Array; count: number } {
  const joined = Buffer.allocUnsafe(64 * 1024);
  return (runs) => {
    const hash = createHash("sha256").update(`cig.files/1 ${table.hash}\n`);
    let count = 0;
    let filled = 0;
    for (let run = 0; run < runs.length; run += 2) {
      const from = table.starts[runs[run]!]!;
      const to = table.starts[runs[run + 1]!]!;
      count += runs[run + 1]! - runs[run]!;
      if (filled + to - from > joined.length) {
        hash.update(joined.subarray(0, filled));
        filled = 0;
      }
      if (to - from > joined.length) hash.update(table.records.subarray(from, to));
      else filled += table.records.copy(joined, filled, from, to);
    }
    hash.update(joined.subarray(0, filled));
    return { digest: hash.digest(), count };
  };
}

/** The files that one set chooses, by code unit of the path's bytes. */
export function listEntries(
  table: FileTable,
  patterns: readonly string[],
): { path: string; mode: string; id: string }[] {
  const { runs } = chooseRuns(table, [patterns]);
  const idLength = idLengthOf(table.hash);
  const entries: { path: string; mode: string; id: string }[] = [];
  for (let run = 0; run < runs[0]!.length; run += 2)
    for (let file = runs[0]![run]!; file < runs[0]![run + 1]!; file++) {
      const at = table.starts[file]!;
      entries.push({
        path: pathOf(table, file),
        mode: table.records.readUInt32BE(at).toString(8).padStart(6, "0"),
        id: table.records.toString("hex", at + 4, at + 4 + idLength),
      });
    }
  return entries;
}

/** All doubts, sorted by path. */
export function listDoubts(table: FileTable): Doubt[] {
  return [...table.doubts]
    .map(([file, reason]) => ({ path: pathOf(table, file), reason }))
    .sort((a, b) => byCodeUnit(a.path, b.path));
}
