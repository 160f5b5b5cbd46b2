import { createHash } from "node:crypto";

/**
 * Where a marker is kept: "trusted/test-ruby3.2/<signature>.json", "pr/12/…", "branch/feature!2flogin/…". The kind of a
 * scope is a folder of its own, so that a bucket's rules can tell who may write where. Undefined for a scope or a key
 * that is none: nothing can be kept under it.
 */
export function markerName(scope: string, job: string, signature: string): string | undefined {
  const folder = folderOf(scope, job);
  return folder !== undefined && isSignature(signature) ? `${folder}/${signature}.json` : undefined;
}

/** Where the marker that was recorded last for a job is kept besides. */
export function latestName(scope: string, job: string): string | undefined {
  const folder = folderOf(scope, job);
  return folder === undefined ? undefined : `${folder}/latest.json`;
}

/** 64 lower-case hexadecimal digits. */
export function isSignature(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

/** "trusted", "branch/<name>" or "pr/<number>". */
export function isScope(text: string): boolean {
  return /^(?:trusted|pr\/[1-9]\d{0,14}|branch\/[^\0-\x1f\x7f]{1,1000})$/.test(text);
}

function folderOf(scope: string, job: string): string | undefined {
  if (!isScope(scope) || job === "" || job.length > 1000) return undefined;
  const branch = /^branch\/(.*)$/s.exec(scope)?.[1];
  return `${branch === undefined ? scope : `branch/${segmentOf(branch)}`}/${segmentOf(job)}`;
}

/**
 * Any text as one segment that is the same in an address, a bucket and every file system: capitals are escaped, since
 * some file systems take "Main" and "main" for one, and so is everything else but a few characters. Long ones are cut
 * and told apart by their digest.
 */
export function segmentOf(text: string): string {
  const escaped = [...Buffer.from(text)].map(escapeByte).join("");
  const isUnsafe = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/.test(escaped);
  const safe = (isUnsafe ? escapeByte(escaped.charCodeAt(0), -1) + escaped.slice(1) : escaped)
    .replace(/^\./, "!2e")
    .replace(/\.$/, "!2e");
  if (safe.length <= longestSegment) return safe;
  // "!!" stands in no segment that was only escaped.
  const digest = createHash("sha256").update(text).digest("hex").slice(0, 40);
  return `${safe.slice(0, longestSegment - 42)}!!${digest}`;
}

function escapeByte(byte: number, index: number): string {
  const character = String.fromCharCode(byte);
  if (index >= 0 && /[a-z0-9_.-]/.test(character)) return character;
  return `!${byte.toString(16).padStart(2, "0")}`;
}

/** File systems take 255 bytes, some less. */
const longestSegment = 120;
