import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Environment, type GitPlace, indexFile, readBytes } from "../git.ts";
import { type GitAnswer, gitEnvironment, runGit } from "../git-process.ts";
import { diffFilesArguments } from "./differences.ts";
import { indexTimeOf } from "./stats.ts";

/** Git has been asked which files have changed. */
export interface Question {
  readonly answer: Promise<GitAnswer | "missing">;
  /** Git was told not to mind files written in the same second as the index: they must be looked at here. */
  readonly isDated: boolean;
  /** The index, where it was read on the way. */
  readonly bytes?: Buffer;
}

export function askGit(root: string, git: GitPlace, prefix: string, environment: Environment): Question {
  const answer = runGit(root, diffFilesArguments(prefix), gitEnvironment(environment, git));
  return { answer, isDated: false };
}

/**
 * Git tells times by seconds, and reads every file that was written in the same one as the index: a tenth of a second
 * for a thousand of them, and right after a clone there are many. So git gets a copy of the index with a later date,
 * and those files are looked at by this process, which tells times by nanoseconds and reads next to none of them.
 */
export function askGitWithCopy(
  root: string,
  git: GitPlace,
  prefix: string,
  environment: Environment,
): Question {
  const file = indexFile(git, environment);
  const bytes = readBytes(file);
  const written = indexTimeOf(file);
  const copy = typeof bytes === "string" || !written ? undefined : writeCopy(bytes, written.seconds + 2);
  if (typeof bytes === "string" || copy === undefined) return askGit(root, git, prefix, environment);
  const variables = { ...gitEnvironment(environment, git), GIT_INDEX_FILE: copy.file };
  const answer = runGit(root, diffFilesArguments(prefix), variables).finally(copy.remove);
  return { answer, isDated: true, bytes };
}

/** Undefined where it cannot be written; it only saves time. */
function writeCopy(bytes: Buffer, seconds: number): { file: string; remove(): void } | undefined {
  let folder: string | undefined;
  const remove = () => {
    process.removeListener("exit", remove);
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  };
  try {
    folder = mkdtempSync(join(tmpdir(), "cig-index-"));
    process.once("exit", remove);
    const file = join(folder, "index");
    writeFileSync(file, bytes);
    utimesSync(file, seconds, seconds);
    return { file, remove };
  } catch {
    remove();
    return undefined;
  }
}
