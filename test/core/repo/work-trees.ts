import { utimesSync } from "node:fs";
import { join } from "node:path";
import { git, tempRepo } from "./temp-repo.ts";

/** Nobody's settings. */
export const quiet = { PATH: process.env.PATH, HOME: "/nonexistent", GIT_CONFIG_NOSYSTEM: "1" };

/** The start of the id of an empty file. */
export const emptyBlob = "e69de29b";

/** A repository with one commit that holds the files, which were written before it was made. */
export function committed(
  files: Readonly<Record<string, string>>,
  written: "now" | "long ago" = "now",
): string {
  const root = tempRepo(files);
  if (written === "long ago") {
    for (const path of Object.keys(files)) utimesSync(join(root, path), 1_000_000_000, 1_000_000_000);
    git(root, "add", "-A");
  }
  git(root, "commit", "-qm", "first");
  return root;
}
