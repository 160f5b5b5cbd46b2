import { flag, type HashName, type Index, idLengthOf } from "../git-index.ts";
import { decodePath } from "../path-bytes.ts";
import { startsWith } from "../prefix.ts";

/**
 * Files with their mode and object id, in ascending order of the bytes of their paths, packed in the form that is
 * hashed: runs of records that follow each other are hashed in one go.
 *
 * A record is
 * - the mode, 4 bytes, big endian: 0o100644, 0o100755 (executable), 0o120000 (symlink) or 0o160000 (submodule),
 * - the object id as bytes: 20, or 32 in a repository with SHA-256,
 * - the path relative to the root, as git has it: bytes, no leading slash, `/` between folders, no normal form,
 * - one NUL, which no path can hold.
 */
export interface FileTable {
  readonly hash: HashName;
  readonly count: number;
  readonly records: Buffer;
  /** Where each record starts, and where the last one ends. */
  readonly starts: Uint32Array;
  /** 1 for a file that git tracks and that is not there: its record does not count. */
  readonly absent: Uint8Array;
  /** Why a record may be wrong. */
  readonly doubts: Map<number, string>;
  /** The files whose records have changed, or ceased to count, since the table was packed. */
  readonly changed: Set<number>;
  /** Grows with each change and doubt. */
  revision: number;
}

/** What stands where in a table that was packed from an index. */
export interface PackedIndex {
  readonly table: FileTable;
  /** For each file its entry in the index. */
  readonly entries: Uint32Array;
}

/** The files of the index below `prefix`, each once, never `.cig/`. */
export function packIndex(index: Index, prefix: Buffer): PackedIndex {
  return packInto(index, prefix, undefined);
}

/**
 * The same in the memory of the index itself, whose names, ids and stats are gone then: records are shorter than
 * entries, and moving bytes within one piece of memory is much the fastest way to do it.
 */
export function packIndexInPlace(index: Index, prefix: Buffer): PackedIndex {
  return packInto(index, prefix, index.names === index.ids && index.hasStats ? index.ids : undefined);
}

function packInto(index: Index, prefix: Buffer, place: Buffer | undefined): PackedIndex {
  const { names, nameStart, nameEnd, ids, idStart, modes } = index;
  const idLength = idLengthOf(index.hash);
  const entries = entriesBelow(index, prefix);
  const starts = new Uint32Array(entries.length + 1);
  let size = 0;
  for (let file = 0; file < entries.length; file++) {
    starts[file] = size;
    const entry = entries[file]!;
    size += 5 + idLength + nameEnd[entry]! - nameStart[entry]! - prefix.length;
  }
  starts[entries.length] = size;
  const records = place?.subarray(0, size) ?? Buffer.allocUnsafeSlow(size);
  for (let file = 0; file < entries.length; file++) {
    const entry = entries[file]!;
    const at = starts[file]!;
    const mode = modes[entry]!;
    const id = idStart[entry]!;
    const name = nameStart[entry]! + prefix.length;
    const path = at + 4 + idLength;
    records[at] = 0;
    records[at + 1] = 0;
    records[at + 2] = mode >>> 8;
    records[at + 3] = mode;
    if (place === undefined) {
      records.set(ids.subarray(id, id + idLength), at + 4);
      records.set(names.subarray(name, nameEnd[entry]!), path);
    } else {
      place.copyWithin(at + 4, id, id + idLength);
      place.copyWithin(path, name, nameEnd[entry]!);
    }
    records[starts[file + 1]! - 1] = 0;
  }
  return { table: newTable(index.hash, records, starts), entries };
}

function entriesBelow(index: Index, prefix: Buffer): Uint32Array {
  const found = new Uint32Array(index.count);
  const own = Buffer.concat([prefix, Buffer.from(".cig/")]);
  const dot = own[prefix.length];
  let count = 0;
  for (let entry = 0; entry < index.count; entry++) {
    const from = index.nameStart[entry]!;
    const to = index.nameEnd[entry]!;
    if (prefix.length > 0 && !startsWith(index.names, from, to, prefix)) continue;
    if (index.names[from + prefix.length] === dot && startsWith(index.names, from, to, own)) continue;
    if (index.flags[entry]! & flag.stage && count > 0 && isSameName(index, found[count - 1]!, entry))
      continue;
    found[count++] = entry;
  }
  return found.subarray(0, count);
}

/** The sides of a conflict stand next to each other. */
function isSameName(index: Index, one: number, two: number): boolean {
  const name = (entry: number) => index.names.subarray(index.nameStart[entry], index.nameEnd[entry]);
  return name(one).equals(name(two));
}

export interface File {
  /** Bytes, relative to the root. */
  readonly path: Buffer;
  readonly mode: number;
  readonly id: Buffer;
}

/** A table of the files, which must be in the order of their paths' bytes. */
export function packFiles(hash: HashName, files: readonly File[]): FileTable {
  const starts = new Uint32Array(files.length + 1);
  const parts = files.flatMap(({ path, mode, id }, file) => {
    const head = Buffer.alloc(4);
    head.writeUInt32BE(mode);
    starts[file + 1] = starts[file]! + 5 + id.length + path.length;
    return [head, id, path, Buffer.alloc(1)];
  });
  return newTable(hash, Buffer.concat(parts), starts);
}

/** Both tables' files, in the order of their paths' bytes; no path may be in both. */
export function mergeTables(one: FileTable, two: FileTable): FileTable {
  const order: (readonly [FileTable, number])[] = [];
  let right = 0;
  for (let left = 0; left <= one.count; left++) {
    while (
      right < two.count &&
      (left === one.count || pathBytesOf(two, right).compare(pathBytesOf(one, left)) < 0)
    )
      order.push([two, right++]);
    if (left < one.count) order.push([one, left]);
  }
  const starts = new Uint32Array(order.length + 1);
  const parts = order.map(([table, file], index) => {
    const part = table.records.subarray(table.starts[file], table.starts[file + 1]);
    starts[index + 1] = starts[index]! + part.length;
    return part;
  });
  const merged = newTable(one.hash, Buffer.concat(parts), starts);
  for (const [index, [table, file]] of order.entries()) {
    merged.absent[index] = table.absent[file]!;
    const reason = table.doubts.get(file);
    if (reason !== undefined) merged.doubts.set(index, reason);
  }
  return merged;
}

function newTable(hash: HashName, records: Buffer, starts: Uint32Array): FileTable {
  const count = starts.length - 1;
  return {
    hash,
    count,
    records,
    starts,
    absent: new Uint8Array(count),
    doubts: new Map(),
    changed: new Set(),
    revision: 0,
  };
}

/** How many bytes of a record stand before its path. */
export function skipOf({ hash }: Pick<FileTable, "hash">): number {
  return 4 + idLengthOf(hash);
}

export function modeOf(table: FileTable, file: number): number {
  return table.records.readUInt32BE(table.starts[file]!);
}

export function idOf(table: FileTable, file: number): Buffer {
  const at = table.starts[file]! + 4;
  return table.records.subarray(at, at + idLengthOf(table.hash));
}

export function pathBytesOf(table: FileTable, file: number): Buffer {
  return table.records.subarray(table.starts[file]! + skipOf(table), table.starts[file + 1]! - 1);
}

export function pathOf(table: FileTable, file: number): string {
  return decodePath(table.records, table.starts[file]! + skipOf(table), table.starts[file + 1]! - 1);
}

export function setMode(table: FileTable, file: number, mode: number): void {
  if (modeOf(table, file) === mode) return;
  table.records.writeUInt32BE(mode, table.starts[file]!);
  noteChange(table, file);
}

export function setId(table: FileTable, file: number, id: Uint8Array): void {
  if (idOf(table, file).equals(id)) return;
  table.records.set(id, table.starts[file]! + 4);
  noteChange(table, file);
}

export function setAbsent(table: FileTable, file: number): void {
  table.absent[file] = 1;
  noteChange(table, file);
}

export function setDoubt(table: FileTable, file: number, reason: string): void {
  table.doubts.set(file, reason);
  table.revision++;
}

function noteChange(table: FileTable, file: number): void {
  table.changed.add(file);
  table.revision++;
}
