import { folderOf } from "cig/sdk/table";
import { readText } from "../names.ts";

/** Where CircleCI checks out when a job names no folder, and what people write as often. */
const usualRoots = ["~/project", "~/repo"];

/** A path from the repository's root, which is the job's `working_directory`: `./dist/` is dist, the root is "". */
export function belowRoot(path: string, workingDirectory: unknown): string {
  const own = folderOf(readText(workingDirectory));
  const plain = folderOf(path);
  const root = [own, ...usualRoots].find((each) => plain === each || plain.startsWith(`${each}/`));
  return root === undefined || root === "" ? plain : plain.slice(root.length + 1);
}
