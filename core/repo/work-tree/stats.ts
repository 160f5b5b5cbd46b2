import { lstatSync, type Stats } from "node:fs";
import { type Index, idLengthOf } from "../git-index.ts";

/** When the index was written; undefined where it cannot be told. */
export interface IndexTime {
  readonly seconds: number;
  readonly nanoseconds: number;
}

export function indexTimeOf(file: string): IndexTime | undefined {
  const stat = lstatSync(file, { bigint: true, throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  const billion = 1_000_000_000n;
  return { seconds: Number(stat.mtimeNs / billion), nanoseconds: Number(stat.mtimeNs % billion) };
}

/**
 * True when the file is surely what it was when git last looked: nothing that the index remembers of it has changed,
 * and it was not written so late that it could have been written again in the same tick of the clock ("racily clean").
 * False only means that its content must be looked at. Stricter than git where a setting makes git less strict.
 */
export function isUnchanged(index: Index, entry: number, stat: Stats, written: IndexTime): boolean {
  const { ids: bytes } = index;
  const at = index.idStart[entry]! - 40;
  const word = (number: number) => bytes.readUInt32BE(at + number * 4);
  const size = word(9);
  return (
    toMs(word(2), word(3)) === stat.mtimeMs &&
    toMs(word(0), word(1)) === stat.ctimeMs &&
    size === stat.size % 2 ** 32 &&
    word(5) === stat.ino % 2 ** 32 &&
    word(7) === stat.uid % 2 ** 32 &&
    word(8) === stat.gid % 2 ** 32 &&
    !isRacy(index, entry, written) &&
    // Git marks an entry that it could not be sure of with this size.
    (size !== 0 || isEmptyBlob(index, entry))
  );
}

/** As Node computes it, so that equal times give equal numbers; a quarter of a microsecond can be told apart. */
function toMs(seconds: number, nanoseconds: number): number {
  return seconds * 1000 + nanoseconds / 1_000_000;
}

/**
 * True when the file was written so late that it may have been written again without being noticed. Times without a
 * fraction may come from a file system that has none, FAT with its two seconds among them.
 */
function isRacy(index: Index, entry: number, written: IndexTime): boolean {
  const at = index.idStart[entry]! - 32;
  const seconds = index.ids.readUInt32BE(at);
  const nanoseconds = index.ids.readUInt32BE(at + 4);
  if (nanoseconds === 0) return seconds + 2 >= written.seconds;
  return seconds > written.seconds || (seconds === written.seconds && nanoseconds >= written.nanoseconds);
}

/** True when git, which tells times by seconds, could miss that the file was written again. */
export function isRacyForGit(index: Index, entry: number, written: IndexTime): boolean {
  return (
    index.ids.readUInt32BE(index.idStart[entry]! - 32) >= written.seconds || isRacy(index, entry, written)
  );
}

const emptyBlobs = {
  sha1: Buffer.from("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391", "hex"),
  sha256: Buffer.from("473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813", "hex"),
};

function isEmptyBlob(index: Index, entry: number): boolean {
  const start = index.idStart[entry]!;
  return index.ids.subarray(start, start + idLengthOf(index.hash)).equals(emptyBlobs[index.hash]);
}
