import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { Environment, GitPlace } from "./git.ts";
import { indexFile } from "./git.ts";

export interface GitAnswer {
  readonly code: number | null;
  readonly output: Buffer;
  readonly error: string;
}

/** Git looks at files with up to twenty threads. On two processors that leaves this process, which works meanwhile, none. */
const calm = availableParallelism() <= 2 ? ["-c", "core.preloadIndex=false"] : [];

/** Starts git at once; "missing" where there is none. Its output is kept whole. */
export function runGit(
  cwd: string,
  arguments_: readonly string[],
  environment: NodeJS.ProcessEnv,
  input?: Buffer,
): Promise<GitAnswer | "missing"> {
  // A file system monitor is a program named by the repository: not to be run for a mere listing.
  const all = ["--no-optional-locks", "-c", "core.fsmonitor=false", ...calm, ...arguments_];
  return new Promise((done) => {
    const child = spawn("git", all, {
      cwd,
      env: environment,
      stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    });
    const output: Buffer[] = [];
    const error: Buffer[] = [];
    child.stdout!.on("data", (chunk: Buffer) => output.push(chunk));
    child.stderr!.on("data", (chunk: Buffer) => error.push(chunk));
    // Git may stop reading when it gives up on an earlier line.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input);
    child.on("error", () => done("missing"));
    child.on("close", (code) =>
      done({ code, output: Buffer.concat(output), error: Buffer.concat(error).toString() }),
    );
  });
}

/**
 * What git is to see of this process's variables. GIT_DIR and its like would make it talk about another repository
 * than the one that `git` is; a name of the index is relative to the top, wherever git is started.
 */
export function gitEnvironment(environment: Environment, git: GitPlace | undefined): NodeJS.ProcessEnv {
  const { GIT_DIR, GIT_WORK_TREE, GIT_COMMON_DIR, GIT_PREFIX, GIT_NAMESPACE, ...rest } = environment;
  const { GIT_LITERAL_PATHSPECS, GIT_GLOB_PATHSPECS, GIT_ICASE_PATHSPECS, GIT_INDEX_FILE, ...most } = rest;
  const index = git && GIT_INDEX_FILE ? { GIT_INDEX_FILE: indexFile(git, environment) } : {};
  return { ...most, ...index, LC_ALL: "C" };
}

/** Why git gave nothing, as a person can mend it. */
export function explainRefusal(root: string, error: string): Diagnostic {
  const firstLine = error.split("\n").find((line) => line.trim() !== "") ?? "it gave no reason";
  if (!/dubious ownership|unsafe repository/.test(error))
    return diagnose("CIG201", `Git could not list the files of "${root}". It said: ${firstLine}`, {
      hint: `Mend that until this works:\n  git -C "${root}" status`,
    });
  const command = /git config --global --add safe\.directory .+/.exec(error)?.[0];
  return diagnose(
    "CIG201",
    `Git refuses to read "${root}", because the folder belongs to another user (dubious ownership).`,
    {
      hint: `If you trust the repository, say so to git:\n  ${command ?? `git config --global --add safe.directory "${root}"`}`,
    },
  );
}

/** True when git refused the folder because of who owns it. */
export function isOwnership({ message }: Diagnostic): boolean {
  return message.includes("(dubious ownership)");
}
