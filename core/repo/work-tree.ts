import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic, Result } from "../diagnostic/diagnostic.ts";
import type { Environment } from "./git.ts";
import type { HashName } from "./git-index.ts";
import { findPlace } from "./place.ts";
import { listUntracked } from "./untracked.ts";
import { walk } from "./walk.ts";
import { openTreeOf, readFromCommit } from "./work-tree/commit.ts";
import {
  createDigester,
  type Digester,
  type Doubt,
  type FileEntry,
  type FilesDigest,
  listDoubts,
  listEntries,
} from "./work-tree/digests.ts";
import type { FileTable } from "./work-tree/file-table.ts";
import { openLoose, withLoose } from "./work-tree/loose-files.ts";
import { type Ground, type Started, startTracked } from "./work-tree/tracked.ts";

export type { Doubt, FileEntry, FilesDigest };

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

export interface WorkTreeOptions {
  /** For PATH and git's own variables. */
  readonly environment: Environment;
  /** "count" takes files in that are neither tracked nor ignored, which costs a scan of the disk. Absent: "skip". */
  readonly untracked?: "skip" | "count";
  /** Tests only: above how many files git is asked what has changed. */
  readonly gitAbove?: number;
}

/** A work tree that is being looked at. */
export interface OpeningWorkTree {
  /**
   * Works out what these sets choose while git looks at the files. It may be called once the sets are known, or not at
   * all: `digests` gives the same, later.
   */
  choose(sets: readonly (readonly string[])[]): void;
  /** Fails with CIG201 when the folder or git's own records cannot be read. */
  readonly opened: Promise<Result<WorkTree>>;
}

/** Finds out the state of the tracked files below `folder`, without reading those that have not changed. */
export function openWorkTree(folder: string, options: WorkTreeOptions): Promise<Result<WorkTree>> {
  return beginWorkTree(folder, options).opened;
}

/** The same. Git starts before this returns, so call it first, and do other things before awaiting `opened`. */
export function beginWorkTree(folder: string, options: WorkTreeOptions): OpeningWorkTree {
  const { environment, untracked = "skip", gitAbove } = options;
  const { value: place, diagnostics } = findPlace(folder);
  if (place === undefined) return ready({ diagnostics });
  const { root, git } = place;
  if (git === undefined) return ready(openLooseTree(root, environment));
  const scan = untracked === "count" ? listUntracked(root, git, environment) : undefined;
  const started = startTracked({ root, git, environment, gitAbove });
  const { table } = started;
  const digests = table && createDigester(table);
  return {
    choose: (sets) => void digests?.(sets),
    opened: finish({ root, git, environment }, started, scan, (found) =>
      found === table && digests ? digests : createDigester(found),
    ),
  };
}

function ready(opened: Result<WorkTree> | Promise<Result<WorkTree>>): OpeningWorkTree {
  return { choose: () => undefined, opened: Promise.resolve(opened) };
}

async function openLooseTree(root: string, environment: Environment): Promise<Result<WorkTree>> {
  const table = await openLoose(root, environment);
  return { value: toWorkTree(table, createDigester(table)), diagnostics: [] };
}

async function finish(
  { root, git, environment }: Ground,
  started: Started,
  scan: ReturnType<typeof listUntracked> | undefined,
  digesterOf: (table: FileTable) => Digester,
): Promise<Result<WorkTree>> {
  const tracked = await started.finish();
  const others = (await scan) ?? { value: [], diagnostics: [] };
  if (tracked.value === undefined) return { diagnostics: tracked.diagnostics };
  if (others !== "no-git" && others.value === undefined) return { diagnostics: others.diagnostics };
  const { table, commit } = tracked.value;
  const paths = others === "no-git" ? walk(root, { skipNested: true }) : others.value!;
  const all = await withLoose(root, git, table, paths, environment);
  // A folder that an outer repository ignores as a whole is a project of its own without git.
  if (all.count === 0 && root !== git.top) return openLooseTree(root, environment);
  return { value: toWorkTree(all, digesterOf(all), commit), diagnostics: [] };
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
  return { value: { ...toWorkTree(table, createDigester(table)), commit, read }, diagnostics: [] };
}

function noCommits(root: string): Diagnostic {
  return diagnose("CIG201", `"${root}" is not in a git repository, so it has no commits.`);
}

/** The view of a table of files that the rest of cig sees. */
function toWorkTree(table: FileTable, digests: Digester, commit?: string): WorkTree {
  return {
    hash: table.hash,
    ...(commit === undefined ? {} : { commit }),
    doubts: listDoubts(table),
    digests,
    entries: (patterns) => listEntries(table, patterns),
  };
}
