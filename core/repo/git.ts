import { spawn } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic, Result } from "../diagnostic/diagnostic.ts";
import { type HashName, type IndexEntry, parseIndex } from "./git-index.ts";
import { decodePath } from "./path-bytes.ts";

/** Where git keeps things. All paths are absolute. */
export interface GitPlace {
  /** Top of the work tree. */
  readonly top: string;
  /** Holds `index`; of a linked worktree its own. */
  readonly gitDirectory: string;
  /** Holds `config`; shared by linked worktrees. */
  readonly commonDirectory: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The work tree that `root` lies in, found as git finds it; undefined outside any. */
export function findGit(root: string): GitPlace | undefined {
  for (let top = root; ; top = dirname(top)) {
    const gitDirectory = gitDirectoryOf(join(top, ".git"));
    if (gitDirectory !== undefined) {
      const common = readText(join(gitDirectory, "commondir"))?.trim();
      const commonDirectory = common === undefined ? gitDirectory : resolve(gitDirectory, common);
      return { top, gitDirectory, commonDirectory };
    }
    if (top === dirname(top)) return undefined;
  }
}

/** True of a folder that git init --bare made, or its like. */
export function isBare(root: string): boolean {
  const has = (name: string) => existsSync(join(root, name));
  return (
    has("HEAD") &&
    has("objects") &&
    has("refs") &&
    /^\s*bare\s*=\s*true/m.test(readText(join(root, "config")) ?? "")
  );
}

/** True when git refused the folder because of who owns it. */
export function isOwnership({ message }: Diagnostic): boolean {
  return message.includes("(dubious ownership)");
}

/** Entries of the index, read in process; by `git ls-files` where the index has a form that only git knows. */
export async function readIndex(
  git: GitPlace,
  environment: Environment,
): Promise<Result<readonly IndexEntry[]>> {
  const file = indexFile(git, environment);
  const bytes = readBytes(file);
  if (bytes === "missing") return { value: [], diagnostics: [] };
  if (bytes === "unreadable")
    return refuse(`Git's index "${file}" cannot be read.`, "Check who owns it and its permissions.");
  const index = parseIndex(bytes, hashName(git));
  if (index.kind === "entries") return { value: index.entries, diagnostics: [] };
  if (index.kind === "unsupported") return askGitForIndex(git, environment, index.reason);
  return refuse(
    `Git's index "${file}" is damaged: ${index.reason}. Without it nobody can tell which files belong to the repository.`,
    `Let git write it anew (your files are kept):\n  rm "${file}" && git reset`,
  );
}

/** Paths under `root` that are neither tracked nor ignored; "no-git" where git cannot be asked at all. */
export async function listUntracked(
  root: string,
  environment: Environment,
): Promise<Result<readonly string[]> | "no-git"> {
  const skipped = ["--exclude=node_modules/", "--exclude=/.cig/"];
  const answer = await runGit(
    root,
    ["ls-files", "-z", "--others", "--exclude-standard", ...skipped],
    environment,
  );
  if (answer === "missing" || /not a git repository/i.test(answer.error)) return "no-git";
  if (answer.code !== 0) return { diagnostics: [explainRefusal(root, answer.error)] };
  // A name that ends with a slash is a repository inside this one.
  return { value: splitNul(answer.output).filter((path) => !path.endsWith("/")), diagnostics: [] };
}

function gitDirectoryOf(dotGit: string): string | undefined {
  const link = readText(dotGit);
  const target = link === undefined ? dotGit : /^gitdir: (.+?)[\r\n]*$/.exec(link)?.[1];
  if (target === undefined) return undefined;
  const directory = resolve(dirname(dotGit), target);
  return existsSync(join(directory, "HEAD")) ? directory : undefined;
}

/** Hooks of git set GIT_INDEX_FILE, relative to the top; it counts only for the repository they run in. */
function indexFile(git: GitPlace, environment: Environment): string {
  const { GIT_INDEX_FILE: file, GIT_DIR: directory } = environment;
  const isOther = directory !== undefined && resolve(git.top, directory) !== git.gitDirectory;
  return file && !isOther ? resolve(git.top, file) : join(git.gitDirectory, "index");
}

function hashName(git: GitPlace): HashName {
  const config = readText(join(git.commonDirectory, "config")) ?? "";
  const extensions = /^\s*\[extensions\]([^[]*)/im.exec(config)?.[1] ?? "";
  return /^\s*objectformat\s*=\s*"?sha256"?\s*$/im.test(extensions) ? "sha256" : "sha1";
}

async function askGitForIndex(
  git: GitPlace,
  environment: Environment,
  reason: string,
): Promise<Result<readonly IndexEntry[]>> {
  const answer = await runGit(git.top, ["ls-files", "-t", "-s", "-z"], environment);
  if (answer === "missing")
    return refuse(
      `Git's index has a form (${reason}) that only git itself can read, and git is not installed.`,
      "Install git.",
    );
  if (answer.code !== 0) return { diagnostics: [explainRefusal(git.top, answer.error)] };
  return { value: splitNul(answer.output).map(parseListed), diagnostics: [] };
}

/** "H 100644 8baef1b… 0\tpath" */
function parseListed(line: string): IndexEntry {
  const tab = line.indexOf("\t");
  const [tag, mode, , stage] = line.slice(0, tab).split(" ");
  return {
    path: line.slice(tab + 1),
    mode: Number.parseInt(mode!, 8),
    stage: Number(stage),
    skipWorktree: tag === "S",
  };
}

function splitNul(output: Buffer): string[] {
  const parts: string[] = [];
  for (let from = 0, nul = output.indexOf(0); nul >= 0; from = nul + 1, nul = output.indexOf(0, from))
    parts.push(decodePath(output, from, nul));
  return parts;
}

interface GitAnswer {
  readonly code: number | null;
  readonly output: Buffer;
  readonly error: string;
}

function runGit(
  cwd: string,
  arguments_: readonly string[],
  environment: Environment,
): Promise<GitAnswer | "missing"> {
  // A file system monitor is a program named by the repository: not to be run for a mere listing.
  const all = ["--no-optional-locks", "-c", "core.fsmonitor=false", ...arguments_];
  return new Promise((done) => {
    const child = spawn("git", all, {
      cwd,
      env: gitEnvironment(environment),
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output: Buffer[] = [];
    const error: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => error.push(chunk));
    child.on("error", () => done("missing"));
    child.on("close", (code) =>
      done({ code, output: Buffer.concat(output), error: Buffer.concat(error).toString() }),
    );
  });
}

/** GIT_DIR and its like would make git talk about another repository than the one that `root` lies in. */
function gitEnvironment(environment: Environment): NodeJS.ProcessEnv {
  const { GIT_DIR, GIT_WORK_TREE, GIT_PREFIX, GIT_NAMESPACE, GIT_LITERAL_PATHSPECS, ...rest } = environment;
  return { ...rest, LC_ALL: "C" };
}

function explainRefusal(root: string, error: string): Diagnostic {
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

function refuse<T>(message: string, hint: string): Result<T> {
  return { diagnostics: [diagnose("CIG201", message, { hint })] };
}

/** The text of a regular file. */
function readText(file: string): string | undefined {
  const bytes = statSync(file, { throwIfNoEntry: false })?.isFile() ? readBytes(file) : "missing";
  return typeof bytes === "string" ? undefined : bytes.toString();
}

function readBytes(file: string): Buffer | "missing" | "unreadable" {
  try {
    return readFileSync(file);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? "missing" : "unreadable";
  }
}
