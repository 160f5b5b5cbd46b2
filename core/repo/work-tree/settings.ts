import { spawnSync } from "node:child_process";
import type { Environment, GitPlace } from "../git.ts";
import { gitEnvironment } from "../git-process.ts";

/** Settings that say what git takes from the disk. Git is asked when the answer matters, once. */
export interface Settings {
  /** core.fileMode: the disk knows which files are executable. */
  hasModes(): boolean;
  /** core.symlinks: the disk knows links. */
  hasLinks(): boolean;
}

export function createSettings(git: GitPlace | undefined, environment: Environment): Settings {
  if (git === undefined) return { hasModes: () => true, hasLinks: () => true };
  return {
    hasModes: once(() => isTrue(git, environment, "core.fileMode")),
    hasLinks: once(() => isTrue(git, environment, "core.symlinks")),
  };
}

/** Git's own default, where nobody has said anything, is true. */
function isTrue(git: GitPlace, environment: Environment, name: string): boolean {
  const answer = spawnSync("git", ["config", "--type=bool", "--get", name], {
    cwd: git.top,
    env: gitEnvironment(environment, git),
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return answer.stdout?.trim() !== "false";
}

function once(ask: () => boolean): () => boolean {
  let answer: boolean | undefined;
  return () => {
    answer ??= ask();
    return answer;
  };
}
