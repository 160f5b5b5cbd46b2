import { createHash } from "node:crypto";

/** "sha256:" and 64 hexadecimal digits, of the bytes or of the text as UTF-8. */
export function digestOf(content: string | Uint8Array): string {
  return `sha256:${createHash("sha256").update(content).digest("hex")}`;
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
