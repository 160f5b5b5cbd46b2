import { createHash } from "node:crypto";

/**
 * The entries of git's index, in git's order, which is by bytes: a table instead of objects, because a hundred
 * thousand objects cost more than all that is done with them.
 */
export interface Index {
  readonly hash: HashName;
  readonly count: number;
  /** Holds the paths (relative to the top of the work tree) as git has them: bytes. */
  readonly names: Buffer;
  readonly nameStart: Uint32Array;
  readonly nameEnd: Uint32Array;
  /** Holds the object ids as bytes. */
  readonly ids: Buffer;
  readonly idStart: Uint32Array;
  /** 0o100644, 0o100755, 0o120000 (symlink) or 0o160000 (submodule). */
  readonly modes: Uint32Array;
  /** Bits of `flag`. */
  readonly flags: Uint8Array;
  /** True where the 40 bytes before an id are what git knew of the file on the disk when it looked last. */
  readonly hasStats: boolean;
}

/** What an entry's `flags` hold. */
export const flag = {
  /** Not 0 for the sides of a conflict. */
  stage: 3,
  /** The file is not expected on the disk. */
  skipWorktree: 4,
  /** Git was told not to look at the file. */
  assumeUnchanged: 8,
  /** Git was told of the file and not of its content. */
  intentToAdd: 16,
} as const;

/** `unsupported` is left to git itself; `corrupt` git could not read either. */
export type ParsedIndex =
  | { readonly kind: "entries"; readonly index: Index }
  | { readonly kind: "unsupported"; readonly reason: string }
  | { readonly kind: "corrupt"; readonly reason: string };

export type HashName = "sha1" | "sha256";

export function idLengthOf(hash: HashName): 20 | 32 {
  return hash === "sha1" ? 20 : 32;
}

/**
 * Reads an index file of version 2, 3 or 4 (gitformat-index(5)). The table keeps `bytes` and reads from it. Git itself
 * does not verify the checksum when it reads; who only compares what is read need not either.
 */
export function parseIndex(
  bytes: Buffer,
  hash: HashName,
  checksum: "verify" | "trust" = "verify",
): ParsedIndex {
  const idLength = idLengthOf(hash);
  if (bytes.length < 12 + idLength) return corrupt("it is too short");
  if (bytes.toString("latin1", 0, 4) !== "DIRC") return corrupt("it does not start with DIRC");
  const version = bytes.readUInt32BE(4);
  if (version < 2 || version > 4) return { kind: "unsupported", reason: `version ${version}` };
  const end = bytes.length - idLength;
  if (checksum === "verify" && !checksumFits(bytes, end, hash))
    return corrupt("its checksum does not fit its content");
  const count = bytes.readUInt32BE(8);
  // No entry is shorter than its fixed part and a name of one byte.
  if (count > end / (44 + idLength)) return corrupt("an entry is cut off or malformed");
  const index = emptyIndex(bytes, hash, count);
  const after = version === 4 ? readPacked(index, end) : readPadded(index, version, end);
  if (after === undefined) return corrupt("an entry is cut off or malformed");
  const problem = checkExtensions(bytes, after.at, end);
  if (problem !== undefined) return problem;
  // Only a split index has entries without a name, and that was told by its extension.
  if (after.hasNameless) return corrupt("an entry has no name");
  return { kind: "entries", index: { ...index, names: after.names } };
}

function corrupt(reason: string): ParsedIndex {
  return { kind: "corrupt", reason };
}

/** With `index.skipHash` git writes zeros. */
function checksumFits(bytes: Buffer, end: number, hash: HashName): boolean {
  const written = bytes.subarray(end);
  if (written.every((byte) => byte === 0)) return true;
  return createHash(hash).update(bytes.subarray(0, end)).digest().equals(written);
}

function emptyIndex(bytes: Buffer, hash: HashName, count: number): Index {
  return {
    hash,
    count,
    names: bytes,
    nameStart: new Uint32Array(count),
    nameEnd: new Uint32Array(count),
    ids: bytes,
    idStart: new Uint32Array(count),
    modes: new Uint32Array(count),
    flags: new Uint8Array(count),
    hasStats: true,
  };
}

interface AfterEntries {
  readonly names: Buffer;
  readonly at: number;
  readonly hasNameless: boolean;
}

/**
 * Versions 2 and 3: names stand in the file, and 1 to 8 NULs pad each entry to a multiple of 8. One loop that calls
 * nothing, because a hundred thousand calls cost more than what they do.
 */
function readPadded(index: Index, version: number, end: number): AfterEntries | undefined {
  const { names: bytes, nameStart, nameEnd, idStart, modes, flags, count } = index;
  const afterId = 40 + idLengthOf(index.hash);
  let hasNameless = false;
  let at = 12;
  for (let entry = 0; entry < count; entry++) {
    const flagsAt = at + afterId;
    if (flagsAt + 4 > end) return undefined;
    const high = bytes[flagsAt]!;
    const isExtended = (high & 0x40) !== 0;
    if (isExtended && version === 2) return undefined;
    const nameAt = flagsAt + (isExtended ? 4 : 2);
    // The length is written too, up to a limit, which saves looking for the NUL.
    let nul = nameAt + (((high & 15) << 8) | bytes[flagsAt + 1]!);
    if (nul - nameAt === 0xfff) while (nul < end && bytes[nul] !== 0) nul++;
    if (nul >= end || bytes[nul] !== 0) return undefined;
    if (nul === nameAt) hasNameless = true;
    idStart[entry] = at + 40;
    modes[entry] = (bytes[at + 26]! << 8) | bytes[at + 27]!;
    flags[entry] = toFlags(high, isExtended ? bytes[flagsAt + 2]! : 0);
    nameStart[entry] = nameAt;
    nameEnd[entry] = nul;
    at += (nul - at + 8) & ~7;
    if (at > end) return undefined;
  }
  return { names: bytes, at, hasNameless };
}

/** From the first byte of the flags, and that of the extended ones. */
function toFlags(high: number, more: number): number {
  return ((high >> 4) & 3) | ((more >> 4) & 4) | ((high >> 4) & 8) | ((more >> 1) & 16);
}

/** Version 4 writes of each name how many bytes of the one before are dropped, and what follows the rest. */
function readPacked(index: Index, end: number): AfterEntries | undefined {
  const bytes = index.names;
  let names = Buffer.allocUnsafe(bytes.length * 2);
  let at = 12;
  let hasNameless = false;
  let start = 0;
  let length = 0;
  for (let entry = 0; entry < index.count; entry++) {
    let from = readFixed(index, entry, at, end);
    if (from < 0) return undefined;
    let byte = bytes[from++]!;
    let dropped = byte & 127;
    while (byte & 128) {
      if (from >= end || dropped > end) return undefined;
      byte = bytes[from++]!;
      dropped = (dropped + 1) * 128 + (byte & 127);
    }
    const nul = bytes.indexOf(0, from);
    if (nul < 0 || nul >= end || dropped > length) return undefined;
    const kept = length - dropped;
    const next = start + length;
    length = kept + nul - from;
    if (next + length > names.length) names = Buffer.concat([names], (next + length) * 2);
    names.copyWithin(next, start, start + kept);
    bytes.copy(names, next + kept, from, nul);
    if (length === 0) hasNameless = true;
    start = next;
    index.nameStart[entry] = start;
    index.nameEnd[entry] = start + length;
    at = nul + 1;
  }
  return { names, at, hasNameless };
}

/** Reads what stands before the name; returns where that begins, or -1. */
function readFixed(index: Index, entry: number, at: number, end: number): number {
  const bytes = index.ids;
  const flagsAt = at + 40 + idLengthOf(index.hash);
  if (flagsAt + 4 > end) return -1;
  const high = bytes[flagsAt]!;
  const isExtended = (high & 0x40) !== 0;
  index.idStart[entry] = at + 40;
  index.modes[entry] = (bytes[at + 26]! << 8) | bytes[at + 27]!;
  index.flags[entry] = toFlags(high, isExtended ? bytes[flagsAt + 2]! : 0);
  return flagsAt + (isExtended ? 4 : 2);
}

/** An extension whose name starts with a capital may be skipped; any other changes what the entries mean. */
function checkExtensions(bytes: Buffer, from: number, end: number): ParsedIndex | undefined {
  let at = from;
  while (at < end) {
    if (at + 8 > end) return corrupt("an extension is cut off");
    const name = bytes.toString("latin1", at, at + 4);
    if (!/^[A-Z]/.test(name)) return { kind: "unsupported", reason: `extension "${name}"` };
    at += 8 + bytes.readUInt32BE(at + 4);
  }
  return at === end ? undefined : corrupt("an extension is cut off");
}
