/** What a row of files in one folder has in common, and what is known of their names. */
export interface FolderRun {
  /** Where the folder's own path starts in the bytes, and how long it is with its last slash. */
  readonly start: number;
  readonly length: number;
  /** What every file of the folder is, where names do not matter; -1 where they do. */
  readonly anyFile: number;
  /** What a file is by the class of its name, as far as known. */
  readonly files: readonly (number | undefined)[];
}

/** What is known of names, as `Names` keeps it. */
export interface NameTables {
  readonly table: Int32Array;
  readonly classOf: Int32Array;
}

/**
 * Judges files as long as they lie in the folder and all about their names is known; returns the first that is not.
 * Calls nothing, so that V8 compiles it early and without what is seldom needed: in a run of a tenth of a second,
 * that takes longer than the work.
 */
export function judgeRun(
  bytes: Buffer,
  starts: Uint32Array,
  skip: number,
  first: number,
  run: FolderRun,
  names: NameTables,
  found: Uint32Array,
): number {
  const { start, length, anyFile, files } = run;
  const { table, classOf } = names;
  const count = found.length;
  for (let path = first; path < count; path++) {
    const from = starts[path]! + skip;
    const to = starts[path + 1]! - 1;
    if (to - from < length) return path;
    for (let index = length - 1; index >= 0; index--)
      if (bytes[from + index] !== bytes[start + index]) return path;
    let state = 0;
    for (let at = from + length; at < to; at++) {
      const byte = bytes[at]!;
      // A slash, or what is not ASCII.
      if (byte === 47 || byte > 127) return path;
      if (anyFile >= 0) continue;
      state = table[state * 128 + byte]!;
      if (state < 0) return path;
    }
    const match = anyFile >= 0 ? anyFile : files[classOf[state]!];
    if (match === undefined) return path;
    found[path] = match;
  }
  return count;
}
