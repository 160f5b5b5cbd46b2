import { randomUUID } from "node:crypto";
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, isAbsolute, join, relative, sep } from "node:path";
import { largestMarkerBytes } from "./check-marker.ts";
import type { Objects } from "./keep-objects.ts";

/**
 * Markers as files below a folder. `path` is absolute, or relative to `root`, the repository, and then stays inside it.
 * Below the folder, and for a relative path below the repository, no symbolic link is followed: a pull request could
 * bring one along and have files read or written elsewhere. Throws, as the methods do, an Error that ends "The store …".
 *
 * It reads synchronously: a few hundred small local files take less time so than asking the thread pool.
 */
export function directoryObjects(path: string, root: string): Objects {
  const folder = openFolder(path, root);
  return {
    read: (name) => read(folder, name),
    write: (name, content) => write(folder, name, content),
  };
}

interface Folder {
  /** Absolute. */
  readonly path: string;
  /** The first folder that is taken as it is, absolute: `path` itself, or the repository around it. */
  readonly trusted: string;
  /** Folders below it that have been looked at. */
  readonly plain: Set<string>;
}

function openFolder(path: string, root: string): Folder {
  if (path === "" || path.includes("\0")) throw new Error('has no folder: name one with the option "path"');
  if (isAbsolute(path)) return { path, trusted: path, plain: new Set() };
  const inside = join(root, path);
  const way = relative(root, inside);
  if (way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way))
    throw new Error(`does not use "${path}", which leads out of the repository`);
  if (/^(?:\.git|git~\d+)$/i.test(way.split(sep)[0]!))
    throw new Error(`does not use "${path}", which belongs to git`);
  return { path: inside, trusted: root, plain: new Set() };
}

function read(folder: Folder, name: string): Uint8Array | undefined {
  const file = fileOf(folder, name);
  if (!hasPlainParents(folder, file)) return undefined;
  const descriptor = openToRead(file, name);
  if (descriptor === undefined) return undefined;
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) throw new Error(`has something else than a file at ${name}`);
    if (stat.size > largestMarkerBytes)
      throw new Error(`has a file larger than ${largestMarkerBytes / 1024} KiB at ${name}`);
    return readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function openToRead(file: string, name: string): number | undefined {
  try {
    // A pipe of that name would be waited for without end, so nothing is waited for.
    return openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    throw new Error(code === "ELOOP" ? `does not follow the link ${name}` : `cannot read ${name} (${code})`);
  }
}

function write(folder: Folder, name: string, content: Uint8Array): void {
  const file = fileOf(folder, name);
  try {
    // Looked at again after it was made, so that nothing is written behind a link.
    if (!hasPlainParents(folder, file)) mkdirSync(dirname(file), { recursive: true });
    hasPlainParents(folder, file);
    replace(file, content);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw code === undefined ? new Error(message) : new Error(`cannot write ${name} (${code})`);
  }
}

/** Readers see the old file or the new one, and of two writers the later. */
function replace(file: string, content: Uint8Array): void {
  const temporary = join(dirname(file), `.${randomUUID()}.tmp`);
  try {
    writeFileSync(temporary, content, { flag: "wx" });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function fileOf(folder: Folder, name: string): string {
  return join(folder.path, ...name.split("/"));
}

/** True when every folder above the file is there and is no link; false when one is missing. Throws for a link. */
function hasPlainParents({ trusted, plain }: Folder, file: string): boolean {
  const missing: string[] = [];
  for (let folder = dirname(file); folder.length > trusted.length; folder = dirname(folder)) {
    if (plain.has(folder)) break;
    missing.push(folder);
  }
  for (const folder of missing.reverse()) {
    const stat = lstat(folder);
    if (stat === undefined) return false;
    if (!stat.isDirectory())
      throw new Error(`does not follow ${relative(trusted, folder)}, which is a link or no folder`);
    plain.add(folder);
  }
  return true;
}

function lstat(folder: string) {
  try {
    return lstatSync(folder, { throwIfNoEntry: false });
  } catch (error) {
    throw new Error(`cannot look at ${folder} (${(error as NodeJS.ErrnoException).code})`);
  }
}
