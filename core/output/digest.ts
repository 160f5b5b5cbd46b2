import { createHash } from "node:crypto";

/** "sha256:" and 64 hexadecimal digits, of the bytes or of the text as UTF-8; of several parts, one after the other. */
export function digestOf(content: string | Uint8Array, ...more: readonly Uint8Array[]): string {
  const hash = createHash("sha256").update(content);
  for (const part of more) hash.update(part);
  return `sha256:${hash.digest("hex")}`;
}

/** "sha256:" and 16 digits: enough to notice an edit, short enough for a comment. */
export function shortDigestOf(content: string | Uint8Array): string {
  return shorten(digestOf(content));
}

/** The first 16 digits of a SHA-256 digest; of anything else the short digest. */
export function shorten(digest: string): string {
  const digits = /^(?:sha256:)?([0-9a-f]{16})[0-9a-f]{48}$/.exec(digest)?.[1];
  return digits === undefined ? shortDigestOf(digest) : `sha256:${digits}`;
}
