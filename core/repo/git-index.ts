import { createHash } from "node:crypto";
import { decodePath } from "./path-bytes.ts";

/** An entry of git's index. */
export interface IndexEntry {
  /** Relative to the top of the work tree. */
  readonly path: string;
  /** 0o100644, 0o100755, 0o120000 (symlink) or 0o160000 (submodule). */
  readonly mode: number;
  /** 0, or 1 to 3 for the sides of a conflict. */
  readonly stage: number;
  /** The file is not expected on the disk. */
  readonly skipWorktree: boolean;
}

/** `unsupported` is left to git itself; `corrupt` git could not read either. */
export type ParsedIndex =
  | { readonly kind: "entries"; readonly entries: readonly IndexEntry[] }
  | { readonly kind: "unsupported"; readonly reason: string }
  | { readonly kind: "corrupt"; readonly reason: string };

export type HashName = "sha1" | "sha256";

/** Reads an index file of version 2, 3 or 4 (gitformat-index(5)). Entries stay in git's order, which is by bytes. */
export function parseIndex(bytes: Buffer, hash: HashName): ParsedIndex {
  const idLength = hash === "sha1" ? 20 : 32;
  if (bytes.length < 12 + idLength) return corrupt("it is too short");
  if (bytes.toString("latin1", 0, 4) !== "DIRC") return corrupt("it does not start with DIRC");
  const version = bytes.readUInt32BE(4);
  if (version < 2 || version > 4) return { kind: "unsupported", reason: `version ${version}` };
  const end = bytes.length - idLength;
  if (!checksumFits(bytes, end, hash)) return corrupt("its checksum does not fit its content");
  const read = readEntries(bytes, version, end, idLength);
  if (read === undefined) return corrupt("an entry is cut off or malformed");
  const problem = checkExtensions(bytes, read.at, end);
  if (problem !== undefined) return problem;
  // Only a split index has entries without a name, and that was told by its extension.
  if (read.entries.some((entry) => entry.path === "")) return corrupt("an entry has no name");
  return { kind: "entries", entries: read.entries };
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

function readEntries(
  bytes: Buffer,
  version: number,
  end: number,
  idLength: number,
): { entries: IndexEntry[]; at: number } | undefined {
  const entries: IndexEntry[] = [];
  const name: Name = { bytes: Buffer.alloc(256), length: 0 };
  let at = 12;
  for (let left = bytes.readUInt32BE(8); left > 0; left--) {
    const flagsAt = at + 40 + idLength;
    if (flagsAt + 4 > end) return undefined;
    const flags = bytes.readUInt16BE(flagsAt);
    const isExtended = (flags & 0x4000) !== 0;
    if (isExtended && version === 2) return undefined;
    const nameAt = flagsAt + (isExtended ? 4 : 2);
    const nul = version === 4 ? readPackedName(bytes, nameAt, end, name) : bytes.indexOf(0, nameAt);
    if (nul < 0 || nul >= end) return undefined;
    const path = version === 4 ? decodePath(name.bytes, 0, name.length) : decodePath(bytes, nameAt, nul);
    entries.push({
      path,
      mode: bytes.readUInt32BE(at + 24),
      stage: (flags >> 12) & 3,
      skipWorktree: isExtended && (bytes.readUInt16BE(flagsAt + 2) & 0x4000) !== 0,
    });
    // Versions 2 and 3 pad each entry with 1 to 8 NULs to a multiple of 8.
    at = version === 4 ? nul + 1 : at + ((nul - at + 8) & ~7);
    if (at > end) return undefined;
  }
  return { entries, at };
}

/** The name before, of which version 4 only writes the difference. */
interface Name {
  bytes: Buffer;
  length: number;
}

/** Updates `name` to the one written at `from`; returns where its NUL is, or -1. */
function readPackedName(bytes: Buffer, from: number, end: number, name: Name): number {
  let at = from;
  let byte = bytes[at++]!;
  let dropped = byte & 127;
  while (byte & 128) {
    if (at >= end || dropped > end) return -1;
    byte = bytes[at++]!;
    dropped = (dropped + 1) * 128 + (byte & 127);
  }
  const nul = bytes.indexOf(0, at);
  if (nul < 0 || nul >= end || dropped > name.length) return -1;
  const kept = name.length - dropped;
  name.length = kept + nul - at;
  if (name.length > name.bytes.length) name.bytes = Buffer.concat([name.bytes], name.length * 2);
  bytes.copy(name.bytes, kept, at, nul);
  return nul;
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
