import { git, tempRepo } from "./temp-repo.ts";

/** Nobody's settings. */
export const quiet = { PATH: process.env.PATH, HOME: "/nonexistent", GIT_CONFIG_NOSYSTEM: "1" };

/** The start of the id of an empty file. */
export const emptyBlob = "e69de29b";

/** A repository with one commit that holds the files. */
export function committed(files: Readonly<Record<string, string>>, ...initArguments: string[]): string {
  const root = tempRepo(files, ...initArguments);
  git(root, "commit", "-qm", "first");
  return root;
}
