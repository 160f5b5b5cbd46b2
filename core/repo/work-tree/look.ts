import { lstatSync, readlinkSync, type Stats } from "node:fs";
import { type FileTable, pathOf, setId, setMode } from "./file-table.ts";
import { blobId } from "./hash-files.ts";
import { locate } from "./locate.ts";
import type { Settings } from "./settings.ts";

/** What is to be done about a file whose state the index does not tell. */
export type Finding =
  /** Its content must be read. */
  | { readonly kind: "content"; readonly mode: number }
  | { readonly kind: "link" }
  | { readonly kind: "submodule" }
  | { readonly kind: "absent" }
  | { readonly kind: "doubt"; readonly reason: string };

/** What follows from a look at the disk for a file that had the mode `before`. */
export function findState(
  stat: Stats | NodeJS.ErrnoException | undefined,
  before: number,
  settings: Settings,
): Finding {
  if (stat === undefined) return { kind: "absent" };
  if (stat instanceof Error) return { kind: "doubt", reason: `cannot be looked at (${stat.code})` };
  if (stat.isSymbolicLink()) return { kind: "link" };
  if (stat.isFile()) return { kind: "content", mode: fileMode(stat, before, settings) };
  if (stat.isDirectory()) return { kind: before === 0o160000 ? "submodule" : "absent" };
  return { kind: "doubt", reason: "is neither a file nor a link" };
}

/** The mode with which a commit would record a file that is no link. */
function fileMode(stat: Stats, before: number, { hasModes, hasLinks }: Settings): number {
  if (before === 0o120000 && !hasLinks()) return before;
  const onDisk = stat.mode & 0o100 ? 0o100755 : 0o100644;
  const isFile = before === 0o100644 || before === 0o100755;
  if (onDisk === before || hasModes()) return onDisk;
  return isFile ? before : 0o100644;
}

/** The file, undefined where there is none, or the error that kept it from being looked at. */
export function lookAt(file: string | Buffer): Stats | NodeJS.ErrnoException | undefined {
  try {
    return lstatSync(file, { throwIfNoEntry: false });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "ENOTDIR" ? undefined : (error as NodeJS.ErrnoException);
  }
}

/** Records a link with what it points to; false where there is no link after all. */
export function recordLink(root: string, table: FileTable, file: number): boolean {
  try {
    const target = readlinkSync(locate(root, pathOf(table, file)), { encoding: "buffer" });
    setMode(table, file, 0o120000);
    setId(table, file, blobId(table.hash, target));
    return true;
  } catch {
    return false;
  }
}

/** What stands where a file's folder should be: looked at once for each folder, whatever the number of its files. */
export type FolderState = "folder" | "missing" | "link";

export function createFolderCheck(root: string, table: FileTable): (file: number) => FolderState {
  const known = new Map<string, FolderState>([["", "folder"]]);
  const stateOf = (path: string): FolderState => {
    const folder = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    const before = known.get(folder);
    if (before !== undefined) return before;
    const above = stateOf(folder);
    const state = above === "folder" ? lookAtFolder(locate(root, folder)) : above;
    known.set(folder, state);
    return state;
  };
  return (file) => stateOf(pathOf(table, file));
}

/** What cannot be looked at is left to the look at the file, which will tell why. */
function lookAtFolder(folder: string | Buffer): FolderState {
  const stat = lookAt(folder);
  if (stat === undefined) return "missing";
  if (stat instanceof Error || stat.isDirectory()) return "folder";
  return stat.isSymbolicLink() ? "link" : "missing";
}
