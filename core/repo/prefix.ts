import { sep } from "node:path";
import type { GitPlace } from "./git.ts";

/** What the index's paths of files below `root` start with: "" at the top, else with a slash at the end. */
export function prefixOf(root: string, git: GitPlace): string {
  if (root === git.top) return "";
  return `${root.slice(git.top.length).split(sep).join("/").replace(/^\//, "")}/`;
}

/** True when the bytes of a path start with those of `prefix`. */
export function startsWith(bytes: Buffer, from: number, to: number, prefix: Buffer): boolean {
  if (to - from < prefix.length) return false;
  for (let index = 0; index < prefix.length; index++) if (bytes[from + index] !== prefix[index]) return false;
  return true;
}
