import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { findGit, type GitPlace } from "../../repo/git.ts";

/** What `[project]` says. */
export interface DraftProject {
  readonly name: string;
  readonly defaultBranch: string;
  /** Where its jobs run. Absent: nobody said. */
  readonly runner?: string;
}

/** Reads the project's name and default branch off the work tree. `root` is absolute. */
export function draftProject(root: string): DraftProject {
  const git = findGit(root);
  return { name: projectName(root, git), defaultBranch: git ? defaultBranch(git) : "main" };
}

/** The package's name, or that of the remote repository, or the folder's. */
function projectName(root: string, git: GitPlace | undefined): string {
  const remote = git?.top === root ? remoteName(git) : undefined;
  const named =
    packageName(root, "package.json") ?? pyprojectName(root) ?? packageName(root, "composer.json");
  return named ?? remote ?? (printable(basename(root)) || "project");
}

/** Without the scope or vendor in front: "@acme/shop" and "acme/shop" are shop. */
function packageName(root: string, manifest: string): string | undefined {
  try {
    const { name } = JSON.parse(readFileSync(join(root, manifest), "utf8"));
    return typeof name === "string" ? printable(name.replace(/^[^/]*\//, "")) || undefined : undefined;
  } catch {
    return undefined;
  }
}

/** `name` of [project] or [tool.poetry], read without a parser: an odd one is not worth a guess. */
function pyprojectName(root: string): string | undefined {
  const text = readText(join(root, "pyproject.toml"));
  const section = /^\[(?:project|tool\.poetry)\][ \t]*\r?\n([^[]*)/m.exec(text)?.[1] ?? "";
  return /^name\s*=\s*["']([\w.-]+)["']/m.exec(section)?.[1];
}

/** The last part of origin's URL, without ".git". */
function remoteName({ commonDirectory }: GitPlace): string | undefined {
  const section =
    /^\s*\[remote "origin"\]([^[]*)/m.exec(readText(join(commonDirectory, "config")))?.[1] ?? "";
  const url = /^\s*url\s*=\s*"?(.+?)"?\s*$/m.exec(section)?.[1] ?? "";
  return printable(/([^/:\\]+?)(?:\.git)?\/*$/.exec(url)?.[1] ?? "") || undefined;
}

/** What the remote says; else main or master, where there is one; else the branch that is checked out. */
function defaultBranch({ gitDirectory, commonDirectory }: GitPlace): string {
  const remote = symbolicRef(join(commonDirectory, "refs/remotes/origin/HEAD"), "refs/remotes/origin/");
  if (remote) return remote;
  const packed = readText(join(commonDirectory, "packed-refs"));
  const isThere = (branch: string) =>
    ["refs/heads/", "refs/remotes/origin/"].some(
      (prefix) =>
        existsSync(join(commonDirectory, prefix + branch)) || packed.includes(` ${prefix}${branch}\n`),
    );
  return ["main", "master"].find(isThere) ?? symbolicRef(join(gitDirectory, "HEAD"), "refs/heads/") ?? "main";
}

function symbolicRef(file: string, prefix: string): string | undefined {
  const target = /^ref: (\S+)/.exec(readText(file))?.[1];
  return target?.startsWith(prefix) ? target.slice(prefix.length) : undefined;
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function printable(text: string): string {
  return text.replace(/[\x00-\x1f\x7f]+/g, " ").trim();
}
