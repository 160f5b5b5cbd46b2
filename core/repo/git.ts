import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { HashName } from "./git-index.ts";

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

/** Hooks of git set GIT_INDEX_FILE, relative to the top; it counts only for the repository they run in. */
export function indexFile(git: GitPlace, environment: Environment): string {
  const { GIT_INDEX_FILE: file, GIT_DIR: directory } = environment;
  const isOther = directory !== undefined && resolve(git.top, directory) !== git.gitDirectory;
  return file && !isOther ? resolve(git.top, file) : join(git.gitDirectory, "index");
}

/** Which hash names the objects of the repository. */
export function hashNameOf(git: GitPlace): HashName {
  const config = readText(join(git.commonDirectory, "config")) ?? "";
  const extensions = /^\s*\[extensions\]([^[]*)/im.exec(config)?.[1] ?? "";
  return /^\s*objectformat\s*=\s*"?sha256"?\s*$/im.test(extensions) ? "sha256" : "sha1";
}

export function readBytes(file: string): Buffer | "missing" | "unreadable" {
  try {
    return readFileSync(file);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? "missing" : "unreadable";
  }
}

function gitDirectoryOf(dotGit: string): string | undefined {
  const link = readText(dotGit);
  const target = link === undefined ? dotGit : /^gitdir: (.+?)[\r\n]*$/.exec(link)?.[1];
  if (target === undefined) return undefined;
  const directory = resolve(dirname(dotGit), target);
  return existsSync(join(directory, "HEAD")) ? directory : undefined;
}

/** The text of a regular file. */
function readText(file: string): string | undefined {
  const bytes = statSync(file, { throwIfNoEntry: false })?.isFile() ? readBytes(file) : "missing";
  return typeof bytes === "string" ? undefined : bytes.toString();
}
