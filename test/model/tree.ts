import { createHash } from "node:crypto";
import { matchGlobs } from "../../core/repo/glob.ts";
import type { FilesOf } from "../../core/work/sign.ts";
import { paths } from "./spec.ts";

const sorted = [...paths].sort();
const chosen = new Map<string, readonly string[]>();

/** The files of a commit as a work tree tells them. One that is `unreadable` is told as it was at the beginning. */
export function treeOf(files: Readonly<Record<string, string>>, unreadable: string | undefined): FilesOf {
  return {
    digests: (sets) =>
      sets.map((patterns) => {
        const key = patterns.join("\n");
        const own = chosen.get(key) ?? matchGlobs(patterns, sorted);
        chosen.set(key, own);
        const text = own.map((path) => `${path}=${path === unreadable ? "0" : files[path]}`).join("\n");
        const isDoubtful = unreadable !== undefined && own.includes(unreadable);
        const doubts = isDoubtful ? [{ path: unreadable, reason: "cannot be read" }] : [];
        const digest = createHash("sha256").update(text).digest();
        return { digest, count: own.length, doubts, unmatched: [] };
      }),
  };
}
