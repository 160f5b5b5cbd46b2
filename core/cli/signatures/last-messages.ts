import { execFile } from "node:child_process";
import type { Environment } from "../../work/sign.ts";

/**
 * The message of the last commit and, where that is a merge, of what it merged: CI tries pull requests merged. None
 * where git cannot tell, as in a clone that is too shallow. Git starts at once, and this never fails.
 */
export async function lastMessages(root: string, environment: Environment): Promise<string[]> {
  const { GIT_DIR, GIT_WORK_TREE, ...rest } = environment;
  const log = (commit: string) =>
    new Promise<string>((done) => {
      const words = ["--no-optional-locks", "log", "-1", "--format=%P%x00%B", commit];
      const options = { cwd: root, env: rest as NodeJS.ProcessEnv, maxBuffer: 2 ** 24 };
      execFile("git", words, options, (_error, output) => done(output));
    });
  const [parents = "", message = ""] = (await log("HEAD")).split("\0");
  const [, merged] = parents.trim().split(" ");
  return merged === undefined ? [message] : [message, (await log(merged)).split("\0")[1] ?? ""];
}
