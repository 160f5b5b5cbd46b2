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
}

/** The files of the index below `prefix`, each once, never `.cig/`; `entries` tells where in the index each stands. */
export function packIndex(index: Index, prefix: Buffer): { table: FileTable; entries: Uint32Array } {
  const idLength = idLengthOf(index.hash);
  const entries = entriesBelow(index, prefix);
  const starts = new Uint32Array(entries.length + 1);
  let size = 0;
  for (let file = 0; file < entries.length; file++) {
    starts[file] = size;
    const entry = entries[file]!;
    size += 5 + idLength + index.nameEnd[entry]! - index.nameStart[entry]! - prefix.length;
  }
  starts[entries.length] = size;
  const table = newTable(index.hash, Buffer.allocUnsafe(size), starts);
  for (let file = 0; file < entries.length; file++) {
    const entry = entries[file]!;
    let at = starts[file]!;
    at = table.records.writeUInt32BE(index.modes[entry]!, at);
    // A loop, because a call for each of so few bytes takes longer.
    const id = index.idStart[entry]!;
    for (let from = id; from < id + idLength; from++) table.records[at++] = index.ids[from]!;
    const end = index.nameEnd[entry]!;
    for (let from = index.nameStart[entry]! + prefix.length; from < end; from++)
      table.records[at++] = index.names[from]!;
    table.records[at] = 0;
  }
  return { table, entries };
}

function entriesBelow(index: Index, prefix: Buffer): Uint32Array {
  const found = new Uint32Array(index.count);
  const own = Buffer.concat([prefix, Buffer.from(".cig/")]);
  let count = 0;
  for (let entry = 0; entry < index.count; entry++) {
    const from = index.nameStart[entry]!;
    const to = index.nameEnd[entry]!;
    if (prefix.length > 0 && !startsWith(index.names, from, to, prefix)) continue;
    if (index.names[from + prefix.length] === own[prefix.length] && startsWith(index.names, from, to, own))
      continue;
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
  return { hash, count, records, starts, absent: new Uint8Array(count), doubts: new Map() };
}

export function modeOf(table: FileTable, file: number): number {
  return table.records.readUInt32BE(table.starts[file]!);
}

export function idOf(table: FileTable, file: number): Buffer {
  const at = table.starts[file]! + 4;
  return table.records.subarray(at, at + idLengthOf(table.hash));
}

export function pathBytesOf(table: FileTable, file: number): Buffer {
  return table.records.subarray(
    table.starts[file]! + 4 + idLengthOf(table.hash),
    table.starts[file + 1]! - 1,
  );
}

export function pathOf(table: FileTable, file: number): string {
  return decodePath(
    table.records,
    table.starts[file]! + 4 + idLengthOf(table.hash),
    table.starts[file + 1]! - 1,
  );
}

export function setMode(table: FileTable, file: number, mode: number): void {
  table.records.writeUInt32BE(mode, table.starts[file]!);
}

export function setId(table: FileTable, file: number, id: Uint8Array): void {
  table.records.set(id, table.starts[file]! + 4);
}
