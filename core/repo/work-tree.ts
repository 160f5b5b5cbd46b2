import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic, Result } from "../diagnostic/diagnostic.ts";
import type { Environment } from "./git.ts";
import type { HashName } from "./git-index.ts";
import { findPlace } from "./place.ts";
import { listUntracked } from "./untracked.ts";
import { walk } from "./walk.ts";
import { openTreeOf, readFromCommit } from "./work-tree/commit.ts";
import { type Doubt, digestSets, type FilesDigest, listDoubts, listEntries } from "./work-tree/digests.ts";
import type { FileTable } from "./work-tree/file-table.ts";
import { openLoose, withLoose } from "./work-tree/loose-files.ts";
import { openTracked } from "./work-tree/tracked.ts";

export type { Doubt, FilesDigest };

/** The files that count in signatures, with what they are now. */
export interface WorkTree {
  /** Names the objects' ids; "sha1" for a folder without git, whose files are hashed as git's blobs. */
  readonly hash: HashName;
  /** The commit that is checked out, where there is one. */
  readonly commit?: string;
  /** Files whose state could not be told for sure, sorted by path. */
  readonly doubts: readonly Doubt[];
  /**
   * What each set of patterns chooses (see `compileGlobs`; an empty set chooses all files), in one pass over the
   * files for all sets.
   */
  digests(sets: readonly (readonly string[])[]): FilesDigest[];
  /** The files that a set chooses, in the order of their paths' bytes. */
  entries(patterns: readonly string[]): FileEntry[];
}

export interface FileEntry {
  /** Relative to the root. A byte that is not UTF-8 is a lone surrogate (see path-bytes.ts). */
  readonly path: string;
  /** Octal, six digits: "100644". */
  readonly mode: string;
  /** Hexadecimal. */
  readonly id: string;
}

export interface WorkTreeOptions {
  /** For PATH and git's own variables. */
  readonly environment: Environment;
  /** "count" takes files in that are neither tracked nor ignored, which costs a scan of the disk. Absent: "skip". */
  readonly untracked?: "skip" | "count";
  /** Tests only: above how many files git is asked what has changed. */
  readonly gitAbove?: number;
}

/**
 * Finds out the state of the tracked files below `folder` without reading those that have not changed. Git starts
 * before this returns, so call it first and do other things before awaiting it. Fails with CIG201 when the folder or
 * git's own records cannot be read.
 */
export async function openWorkTree(folder: string, options: WorkTreeOptions): Promise<Result<WorkTree>> {
  const { environment, untracked = "skip", gitAbove } = options;
  const { value: place, diagnostics } = findPlace(folder);
  if (place === undefined) return { diagnostics };
  const { root, git } = place;
  if (git === undefined) return { value: toWorkTree(await openLoose(root, environment)), diagnostics: [] };
  const scan = untracked === "count" ? listUntracked(root, git, environment) : undefined;
  const tracked = await openTracked(root, git, environment, gitAbove);
  const others = (await scan) ?? { value: [], diagnostics: [] };
  if (tracked.value === undefined) return { diagnostics: tracked.diagnostics };
  if (others !== "no-git" && others.value === undefined) return { diagnostics: others.diagnostics };
  const { table, commit } = tracked.value;
  const paths = others === "no-git" ? walk(root, { skipNested: true }) : others.value!;
  const all = await withLoose(root, git, table, paths, environment);
  // A folder that an outer repository ignores as a whole is a project of its own without git.
  if (all.count === 0 && root !== git.top)
    return { value: toWorkTree(await openLoose(root, environment)), diagnostics: [] };
  return { value: toWorkTree(all, commit), diagnostics: [] };
}

/** A commit in place of the work tree. */
export interface CommitTree extends WorkTree {
  readonly commit: string;
  /** The bytes of a file as the commit holds it (no filter applied); undefined where it has none. */
  read(path: string): Promise<Uint8Array | undefined>;
}

/** The files of the commit that `ref` names, as a work tree would have them. Fails with CIG201 as that does. */
export async function openCommit(
  folder: string,
  ref: string,
  options: Pick<WorkTreeOptions, "environment">,
): Promise<Result<CommitTree>> {
  const { value: place, diagnostics } = findPlace(folder);
  if (place === undefined) return { diagnostics };
  const { root, git } = place;
  if (git === undefined) return { diagnostics: [noCommits(root)] };
  const opened = await openTreeOf(root, git, ref, options.environment);
  if (opened.value === undefined) return { diagnostics: opened.diagnostics };
  const { table, commit } = opened.value;
  const read = (path: string) => readFromCommit(root, git, commit, path, options.environment);
  return { value: { ...toWorkTree(table), commit, read }, diagnostics: [] };
}

function noCommits(root: string): Diagnostic {
  return diagnose("CIG201", `"${root}" is not in a git repository, so it has no commits.`);
}

/** The view of a table of files that the rest of cig sees. */
function toWorkTree(table: FileTable, commit?: string): WorkTree {
  return {
    hash: table.hash,
    ...(commit === undefined ? {} : { commit }),
    doubts: listDoubts(table),
    digests: (sets) => digestSets(table, sets),
    entries: (patterns) => listEntries(table, patterns),
  };
}
