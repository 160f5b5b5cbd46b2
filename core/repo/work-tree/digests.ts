import { byCodeUnit } from "../../compare.ts";
import { splitGlob } from "../glob-pattern.ts";
import { type FileTable, idOf, modeOf, pathOf } from "./file-table.ts";
import { createHasher } from "./hash-runs.ts";
import { type Chooser, createChooser } from "./runs.ts";

/** What a set of patterns chooses. */
export interface FilesDigest {
  /** SHA-256 over the line "cig.files/1 sha1\n" (or sha256) and the records of the chosen files (see FileTable). */
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
  /** The rest of a sentence that the path begins: "is in conflict". */
  readonly reason: string;
}

export interface FileEntry {
  /** Relative to the root. A byte that is not UTF-8 is a lone surrogate (see path-bytes.ts). */
  readonly path: string;
  /** Octal, six digits: "100644". */
  readonly mode: string;
  /** Hexadecimal. */
  readonly id: string;
}

/** Gives the digest of each of the sets. */
export type Digester = (sets: readonly (readonly string[])[]) => FilesDigest[];

/**
 * The digests of sets of patterns, all sets in one pass over the files. What was worked out before is kept: after a
 * few files have changed, only the sets that choose one of them are hashed anew.
 */
export function createDigester(table: FileTable): Digester {
  const known = new Map<string, { readonly group: Group; readonly index: number }>();
  return (sets) => {
    const keys = sets.map((patterns) => JSON.stringify(patterns));
    const missing = new Map<string, readonly string[]>();
    for (const [set, key] of keys.entries()) if (!known.has(key)) missing.set(key, sets[set]!);
    if (missing.size > 0) {
      const group = createGroup(table, [...missing.values()]);
      for (const [index, key] of [...missing.keys()].entries()) known.set(key, { group, index });
    }
    return keys.map((key) => {
      const { group, index } = known.get(key)!;
      return group.digests()[index]!;
    });
  };
}

/** Sets that were judged together. */
interface Group {
  digests(): readonly FilesDigest[];
}

function createGroup(table: FileTable, sets: readonly (readonly string[])[]): Group {
  const chooser = createChooser(table, sets);
  let { revision } = table;
  let digests = digestSets(table, sets, chooser);
  return {
    digests: () => {
      if (revision === table.revision) return digests;
      revision = table.revision;
      digests = digestSets(table, sets, chooser, digests);
      return digests;
    },
  };
}

/** `before` is what they were at an earlier revision of the table. */
function digestSets(
  table: FileTable,
  sets: readonly (readonly string[])[],
  chooser: Chooser,
  before?: readonly FilesDigest[],
): FilesDigest[] {
  const { runs, patterns } = chooser.choose();
  const changed = chooser.among(ascending(table.changed));
  const doubtful = chooser.among(ascending(table.doubts.keys()));
  const doubts = doubtful.map((files) =>
    files.map((file): Doubt => ({ path: pathOf(table, file), reason: table.doubts.get(file)! })),
  );
  const hash = createHasher(table);
  return sets.map((set, index) => {
    const kept = before && changed[index]!.length === 0 ? before[index]! : hash(runs[index]!);
    return {
      digest: kept.digest,
      count: kept.count,
      doubts: doubts[index]!,
      unmatched: set.filter((pattern) => matchesNothing(pattern, patterns)),
    };
  });
}

function ascending(files: Iterable<number>): number[] {
  return [...files].sort((a, b) => a - b);
}

function matchesNothing(pattern: string, matching: ReadonlySet<string>): boolean {
  const { negated, body } = splitGlob(pattern);
  return !negated && !matching.has(body);
}

/** The files that one set chooses. */
export function listEntries(table: FileTable, patterns: readonly string[]): FileEntry[] {
  const { runs } = createChooser(table, [patterns]).choose();
  const entries: FileEntry[] = [];
  for (let run = 0; run < runs[0]!.length; run += 2)
    for (let file = runs[0]![run]!; file < runs[0]![run + 1]!; file++)
      entries.push({
        path: pathOf(table, file),
        mode: modeOf(table, file).toString(8).padStart(6, "0"),
        id: idOf(table, file).toString("hex"),
      });
  return entries;
}

/** All doubts, sorted by path. */
export function listDoubts(table: FileTable): Doubt[] {
  return [...table.doubts]
    .map(([file, reason]) => ({ path: pathOf(table, file), reason }))
    .sort((a, b) => byCodeUnit(a.path, b.path));
}
