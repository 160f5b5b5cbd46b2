import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeSync,
} from "node:fs";
import { byCodeUnit } from "../../compare.ts";
import { digestOf } from "../digest.ts";
import { checkOutputPath } from "../safe-path.ts";
import { mayBeAlive, type Owner, parseOwner, thisProcess } from "./owner.ts";

/** One file of a write. */
export interface Operation {
  readonly path: string;
  /** The complete new file, beside the target; absent when the target is removed. */
  readonly temp?: string;
  /** Digest of what the target held before; absent when there was none. */
  readonly base?: string;
}

/**
 * What a write is about to do. As `ID.prepared` it means "undo": nothing was renamed yet. Renaming it to `ID.committed`
 * is the one moment at which the new files become true: from then on it means "finish".
 */
export interface Journal {
  readonly id: string;
  readonly owner: Owner;
  readonly operations: readonly Operation[];
  /** Folders made for the write, outermost first. */
  readonly folders: readonly string[];
}

export interface FoundJournal {
  /** Absolute. */
  readonly file: string;
  readonly isCommitted: boolean;
  /** Absent when the file holds none that could be followed. */
  readonly journal: Journal | undefined;
}

/** cig's own folder below the root. */
export const ownFolder = ".cig";

export function lockFile(root: string): string {
  return `${root}/${ownFolder}/render.lock`;
}

export function preparedFile(root: string, id: string): string {
  return `${root}/${ownFolder}/render-${id}.prepared`;
}

export function committedFile(root: string, id: string): string {
  return `${root}/${ownFolder}/render-${id}.committed`;
}

/** The journal is whole from the first moment, because others may look for journals at any time. */
export function writeJournal(root: string, journal: Journal): void {
  const draft = `${root}/${ownFolder}/render-${journal.id}.draft`;
  writeDurably(draft, JSON.stringify(journal), 0o644);
  renameSync(draft, preparedFile(root, journal.id));
  syncFolder(`${root}/${ownFolder}`);
}

export function commitJournal(root: string, journal: Journal): void {
  renameSync(preparedFile(root, journal.id), committedFile(root, journal.id));
  syncFolder(`${root}/${ownFolder}`);
}

/** All is done or undone. A journal that cannot be removed does no harm: it finds nothing left to do. */
export function removeJournal(root: string, journal: Journal): void {
  for (const file of [preparedFile(root, journal.id), committedFile(root, journal.id)])
    try {
      rmSync(file, { force: true });
    } catch {
      // It stays, and the next command removes it.
    }
}

/** Journals that a write left behind, sorted by name; none when the folder cannot be read. */
export function findJournals(root: string): FoundJournal[] {
  let names: string[];
  try {
    names = readdirSync(`${root}/${ownFolder}`);
  } catch {
    return [];
  }
  return names
    .filter((name) => /^render-[\w-]+\.(prepared|committed)$/.test(name))
    .sort(byCodeUnit)
    .flatMap((name) => {
      const file = `${root}/${ownFolder}/${name}`;
      const text = readIfThere(file);
      // The helper of the process that wrote it may be removing it right now.
      if (text === undefined) return [];
      return [{ file, isCommitted: name.endsWith(".committed"), journal: parseJournal(root, text) }];
    });
}

/** Removes what a killed process left behind before its journal was there. Only for who holds the lock. */
export function removeDrafts(root: string): void {
  for (const name of readdirSync(`${root}/${ownFolder}`)) {
    const pid = /^render\.lock\.(\d+)/.exec(name)?.[1];
    const isLeft = pid !== undefined && !mayBeAlive({ pid: Number(pid), host: thisProcess().host });
    if (isLeft || /^render-[\w-]+\.draft$/.test(name))
      rmSync(`${root}/${ownFolder}/${name}`, { force: true });
  }
}

/** Finishes a committed write. A target that a person has changed meanwhile is left as it is. */
export function finish(root: string, journal: Journal): void {
  for (const { path, temp, base } of journal.operations) {
    const isUntouched = digestOnDisk(`${root}/${path}`) === base;
    if (temp === undefined && isUntouched) rmSync(`${root}/${path}`, { force: true });
    if (temp === undefined) continue;
    if (isUntouched && digestOnDisk(`${root}/${temp}`) !== undefined)
      renameIfThere(`${root}/${temp}`, `${root}/${path}`);
    else rmSync(`${root}/${temp}`, { force: true });
  }
  syncFolders(root, journal);
}

/** Takes back a write that was only prepared. */
export function undo(root: string, journal: Journal): void {
  for (const { temp } of journal.operations)
    if (temp !== undefined) rmSync(`${root}/${temp}`, { force: true });
  for (const folder of [...journal.folders].reverse()) removeIfEmpty(`${root}/${folder}`);
}

export function syncFolders(root: string, journal: Journal): void {
  const folders = journal.operations.map(({ path }) => path.slice(0, Math.max(0, path.lastIndexOf("/"))));
  for (const folder of new Set(folders)) syncFolder(`${root}/${folder}`);
}

export function digestOnDisk(file: string): string | undefined {
  try {
    return digestOf(readFileSync(file));
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
}

/** Makes a new file that is on the disk, not only in memory, when this returns. */
export function writeDurably(file: string, content: string | Uint8Array, mode: number): void {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  const descriptor = openSync(file, "wx", mode);
  try {
    for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** So that names survive a power cut. Where a folder cannot be synced, the file system does it in its own time. */
export function syncFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, "r");
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return;
  }
}

export function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    return;
  }
}

/** Somebody else who recovers at the same time may have been quicker. */
function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** A journal is input like any other: paths that cig would not write are refused as a whole. */
function parseJournal(root: string, text: string): Journal | undefined {
  try {
    const { id, owner, operations, folders } = JSON.parse(text);
    const parsedOwner = parseOwner(owner);
    const paths = operations.flatMap(({ path, temp = path }: Operation) => [path, temp]);
    const isText = [...paths, ...folders].every((path) => typeof path === "string");
    if (!isText || typeof id !== "string" || parsedOwner === undefined) return undefined;
    if (paths.some((path: string) => checkOutputPath(root, path) !== undefined)) return undefined;
    if (folders.some((folder: string) => checkOutputPath(root, `${folder}/x`) !== undefined))
      return undefined;
    return { id, owner: parsedOwner, operations, folders };
  } catch {
    return undefined;
  }
}
