import { spawnSync } from "node:child_process";
import type { Environment } from "../../work/sign.ts";

/**
 * The message of the last commit and, where that is a merge, of what it merged: CI tries pull requests merged. None
 * where git cannot tell, as in a clone that is too shallow.
 */
export function lastMessages(root: string, environment: Environment): string[] {
  const { GIT_DIR, GIT_WORK_TREE, ...rest } = environment;
  const log = (...commits: readonly string[]) =>
    spawnSync("git", ["--no-optional-locks", "log", "-1", "--format=%P%x00%B", ...commits], {
      cwd: root,
      env: rest as NodeJS.ProcessEnv,
      encoding: "utf8",
    }).stdout ?? "";
  const [parents = "", message = ""] = log("HEAD").split("\0");
  const [, merged] = parents.trim().split(" ");
  return merged === undefined ? [message] : [message, log(merged).split("\0")[1] ?? ""];
}
