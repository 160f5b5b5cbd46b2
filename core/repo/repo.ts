import { existsSync } from "node:fs";
import { byCodeUnit } from "../compare.ts";
import { type Diagnostic, hasErrors, type Result } from "../diagnostic/diagnostic.ts";
import type { Environment, GitPlace } from "./git.ts";
import { flag, type Index } from "./git-index.ts";
import { isOwnership } from "./git-process.ts";
import { decodePath } from "./path-bytes.ts";
import { findPlace } from "./place.ts";
import { prefixOf, startsWith } from "./prefix.ts";
import { createReader } from "./read.ts";
import { readIndex } from "./read-index.ts";
import { listUntracked } from "./untracked.ts";
import { walk } from "./walk.ts";

/** The files of a repository, or of the part of it below `root`. */
export interface Repo {
  /** Absolute, symlinks resolved. */
  readonly root: string;
  /**
   * Relative to `root`, with `/`, sorted by code unit: tracked files, and those neither tracked nor ignored. A tracked
   * file that was deleted from the disk is still listed; reading it gives undefined. A byte that is not UTF-8 is a
   * lone surrogate (see path-bytes.ts).
   */
  readonly paths: readonly string[];
  /** Where git keeps things; undefined when `paths` come from walking the tree. */
  readonly git: GitPlace | undefined;
  /** The bytes of a regular file inside `root`; undefined for anything else, and for what is too large. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** What reading has found worth saying so far (CIG202), sorted by path. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface RepoOptions {
  /** "skip" saves the scan for untracked files, where only tracked ones matter. Absent: "scan". */
  readonly untracked?: "scan" | "skip";
  /** For PATH and git's own variables. Absent: this process's. */
  readonly environment?: Environment;
  /** Tests only: stands for a file system that lists its files in another order. */
  readonly shuffle?: <T>(items: readonly T[]) => T[];
}

/** Lists the repository once. Fails with CIG201 when the folder or git's own records cannot be read. */
export async function openRepo(folder: string, options: RepoOptions = {}): Promise<Result<Repo>> {
  const { untracked = "scan", environment = process.env, shuffle } = options;
  const place = findPlace(folder);
  if (place.value === undefined) return { diagnostics: place.diagnostics };
  const { root, git } = place.value;
  const listed =
    git === undefined
      ? { value: { paths: walk(root, { skipNested: false }), git }, diagnostics: [] }
      : await listByGit(root, git, untracked, environment);
  if (listed.value === undefined) return { diagnostics: listed.diagnostics };
  const reader = createReader(root);
  const repo: Repo = {
    root,
    paths: sortOnce(shuffle ? shuffle(listed.value.paths) : listed.value.paths),
    git: listed.value.git,
    read: reader.read,
    get diagnostics() {
      return reader.diagnostics();
    },
  };
  return { value: repo, diagnostics: listed.diagnostics };
}

interface Listed {
  readonly paths: readonly string[];
  readonly git: GitPlace | undefined;
}

async function listByGit(
  root: string,
  git: GitPlace,
  untracked: "scan" | "skip",
  environment: Environment,
): Promise<Result<Listed>> {
  // Git scans the disk while this process reads the index.
  const scan = untracked === "scan" ? listUntracked(root, git, environment) : undefined;
  const index = await readIndex(git, environment);
  const others = (await scan) ?? { value: [], diagnostics: [] };
  const diagnostics = [...(others === "no-git" ? [] : others.diagnostics), ...index.diagnostics];
  // A refusal of the folder comes before whatever was found in it, and what we know before what git says of it.
  if (hasErrors(diagnostics)) {
    const isRefused = others !== "no-git" && others.diagnostics.some(isOwnership);
    return { diagnostics: (isRefused ? diagnostics : diagnostics.reverse()).slice(0, 1) };
  }
  const tracked = filesBelow(root, git, index.value!);
  const extra = others === "no-git" ? walk(root, { skipNested: true }) : others.value!;
  const paths = [...tracked, ...extra];
  // A folder that an outer repository ignores as a whole is a project of its own without git.
  if (paths.length === 0 && root !== git.top)
    return { value: { paths: walk(root, { skipNested: false }), git: undefined }, diagnostics };
  return { value: { paths, git }, diagnostics };
}

/** Tracked files below `root`, relative to it: no submodules, each path once, no sparse ones, never `.cig/`. */
function filesBelow(root: string, git: GitPlace, index: Index): string[] {
  const prefix = Buffer.from(prefixOf(root, git));
  const paths: string[] = [];
  let last: string | undefined;
  for (let entry = 0; entry < index.count; entry++) {
    const from = index.nameStart[entry]!;
    const to = index.nameEnd[entry]!;
    if (index.modes[entry] === 0o160000 || !startsWith(index.names, from, to, prefix)) continue;
    const path = decodePath(index.names, from + prefix.length, to);
    if (path === last) continue;
    last = path;
    if (path.startsWith(".cig/")) continue;
    if (index.flags[entry]! & flag.skipWorktree && !existsSync(`${root}/${path}`)) continue;
    paths.push(path);
  }
  return paths;
}

/** Git's order is by bytes and mostly right already; the sort is cheap then. */
function sortOnce(paths: readonly string[]): readonly string[] {
  const isSorted = paths.every((path, index) => index === 0 || paths[index - 1]! < path);
  return isSorted ? paths : [...new Set(paths)].sort(byCodeUnit);
}
