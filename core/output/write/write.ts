import { lstatSync, mkdirSync, statSync } from "node:fs";
import { diagnose } from "../../diagnostic/codes.ts";
import { type Diagnostic, hasErrors, type Result } from "../../diagnostic/diagnostic.ts";
import { type FileChange, refusalsOf } from "../compare.ts";
import { digestOf } from "../digest.ts";
import { recover } from "../recover.ts";
import { checkOutputPath, checkOutputSet } from "../safe-path.ts";
import { standBy } from "./finisher.ts";
import {
  digestOnDisk,
  type Journal,
  lockFile,
  type Operation,
  ownFolder,
  removeDrafts,
  removeIfEmpty,
  removeJournal,
  syncFolders,
  undo,
  writeDurably,
  writeJournal,
} from "./journal.ts";
import { takeLock } from "./lock.ts";
import { thisProcess } from "./owner.ts";
import { busy, explain } from "./problems.ts";
import { replaceAll } from "./replace-all.ts";
import { takeOver } from "./take-over.ts";

export interface WriteOptions {
  /** True: also files that were edited by hand or not written by cig. */
  readonly force: boolean;
  /** How long to wait for another cig that is writing. Absent: 10 seconds. */
  readonly patienceMs?: number;
}

/** What was done; paths sorted as given. */
export interface Written {
  readonly written: readonly string[];
  readonly deleted: readonly string[];
}

/**
 * Makes the changes below `root` (absolute), all or none. Every new file is complete and flushed beside its target
 * before the first is renamed; a journal in `.cig` says what to do if this process dies: `recover`, or at once the
 * helper that stands by. Refuses (nothing is changed) what `refusalsOf` names as an error, files that changed since
 * they were compared, and what the file system refuses (CIG603). Modes of existing files are kept.
 */
export async function write(
  root: string,
  changes: readonly FileChange[],
  options: WriteOptions,
): Promise<Result<Written>> {
  const pending = changes.filter(({ change }) => change !== "same");
  const refusals = [...refusalsOf(changes, options), ...checkOutputSet(pending.map(({ path }) => path))];
  if (hasErrors(refusals)) return { diagnostics: refusals };
  if (pending.length === 0) return { value: { written: [], deleted: [] }, diagnostics: refusals };
  try {
    const done = await writeLocked(root, pending, options.patienceMs ?? 10_000);
    return { ...done, diagnostics: [...refusals, ...done.diagnostics] };
  } catch (error) {
    return { diagnostics: [...refusals, explain(error)] };
  }
}

async function writeLocked(
  root: string,
  pending: readonly FileChange[],
  patienceMs: number,
): Promise<Result<Written>> {
  const isNew = makeOwnFolder(root);
  try {
    const lock = await takeLock(lockFile(root), patienceMs);
    if (typeof lock !== "function") return { diagnostics: [busy(lock)] };
    try {
      return await writeAll(root, pending);
    } finally {
      lock();
    }
  } finally {
    if (isNew) removeIfEmpty(`${root}/${ownFolder}`);
  }
}

/** True when it was not there. A link could lead the journal out of the repository. */
function makeOwnFolder(root: string): boolean {
  const folder = `${root}/${ownFolder}`;
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  if (stat === undefined) return mkdirSync(folder, { recursive: true }) !== undefined;
  if (!stat.isDirectory())
    throw Object.assign(new Error("not a folder"), { code: "ENOTDIR", syscall: "mkdir", path: folder });
  return false;
}

async function writeAll(root: string, pending: readonly FileChange[]): Promise<Result<Written>> {
  const left = recover(root);
  removeDrafts(root);
  const refused = pending.flatMap((change) => checkNow(root, change) ?? []);
  if (refused.length > 0) return { diagnostics: refused };
  const changes = pending.filter((change) => !isDone(root, change));
  const journal = planWrite(root, changes);
  await carryOut(root, changes, journal);
  const paths = (isDelete: boolean) =>
    pending.filter(({ change }) => (change === "delete") === isDelete).map(({ path }) => path);
  return { value: { written: paths(false), deleted: paths(true) }, diagnostics: left };
}

/** The disk may have changed since it was compared: by an editor, or by another cig that did the same. */
function checkNow(root: string, change: FileChange): Diagnostic | undefined {
  const unsafe = checkOutputPath(root, change.path);
  if (unsafe !== undefined) return unsafe;
  if (digestOnDisk(`${root}/${change.path}`) === change.base || isDone(root, change)) return undefined;
  const message = `"${change.path}" changed while cig was at work, so nothing was written.`;
  return diagnose("CIG603", message, { hint: "Run the same command again." });
}

function isDone(root: string, { path, after }: FileChange): boolean {
  const wanted = after === undefined ? undefined : digestOf(after);
  return digestOnDisk(`${root}/${path}`) === wanted;
}

function planWrite(root: string, changes: readonly FileChange[]): Journal {
  const owner = thisProcess();
  const id = `${owner.pid}-${process.hrtime.bigint().toString(36)}`;
  const operations = changes.map(({ path, base, after }, index): Operation => {
    const folder = path.slice(0, path.lastIndexOf("/") + 1);
    const temp = after === undefined ? {} : { temp: `${folder}.cig-${id}-${index}` };
    return { path, ...temp, ...(base !== undefined && { base }) };
  });
  return { id, owner, operations, folders: missingFolders(root, changes) };
}

/** Folders that have to be made, outermost first. */
function missingFolders(root: string, changes: readonly FileChange[]): string[] {
  const folders = changes
    .filter(({ after }) => after !== undefined)
    .flatMap(({ path }) =>
      path
        .split("/")
        .slice(0, -1)
        .map((_, index, parts) => parts.slice(0, index + 1).join("/")),
    );
  return [...new Set(folders)].filter(
    (folder) => statSync(`${root}/${folder}`, { throwIfNoEntry: false }) === undefined,
  );
}

async function carryOut(root: string, changes: readonly FileChange[], journal: Journal): Promise<void> {
  if (changes.length === 0) return;
  writeJournal(root, journal);
  // One rename is all or nothing by itself.
  const finisher = journal.operations.length > 1 ? await standBy(root, journal) : undefined;
  try {
    try {
      prepare(root, changes, journal);
    } catch (error) {
      undo(root, journal);
      throw error;
    }
    replaceAll(root, journal);
    removeEmptyFolders(root, changes);
  } finally {
    removeJournal(root, journal);
    await finisher?.dismiss();
  }
}

function prepare(root: string, changes: readonly FileChange[], journal: Journal): void {
  for (const folder of journal.folders) mkdirSync(`${root}/${folder}`, { recursive: true });
  for (const [index, { after, path }] of changes.entries()) {
    const { temp } = journal.operations[index]!;
    if (after === undefined || temp === undefined) continue;
    const old = statSync(`${root}/${path}`, { throwIfNoEntry: false });
    writeDurably(`${root}/${temp}`, after, 0o666);
    if (old !== undefined) takeOver(`${root}/${temp}`, old);
  }
  syncFolders(root, journal);
}

/** Folders that held nothing but removed files. */
function removeEmptyFolders(root: string, changes: readonly FileChange[]): void {
  for (const { path, change } of changes) {
    if (change !== "delete") continue;
    const parts = path.split("/").slice(0, -1);
    for (; parts.length > 0; parts.pop()) removeIfEmpty(`${root}/${parts.join("/")}`);
  }
}
