import { type Dirent, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type IgnoreRules, parseIgnore } from "./ignore.ts";
import { decodePath, encodePath } from "./path-bytes.ts";

/**
 * Paths of all files below `root` (in no order), for when git cannot be asked. Skips `.git`, `.cig`,
 * `node_modules` and what `.gitignore` files ignore; lists symlinks without following them.
 * `skipNested` leaves out folders that are repositories of their own, as git would.
 */
export function walk(root: string, options: { readonly skipNested: boolean }): string[] {
  const paths: string[] = [];
  const open: Folder[] = [{ path: "", ignores: [] }];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    const entries = readFolder(root, folder.path);
    const ignores = withOwnIgnore(root, folder, entries);
    for (const { name, isFolder } of entries) {
      const path = folder.path + name;
      if (alwaysSkipped(path, name) || isIgnored(path, isFolder, ignores)) continue;
      if (!isFolder) paths.push(path);
      else if (!options.skipNested || !existsSync(at(root, `${path}/.git`)))
        open.push({ path: `${path}/`, ignores });
    }
  }
  return paths;
}

interface Folder {
  /** "" or ends with `/`. */
  readonly path: string;
  /** From the root down. */
  readonly ignores: readonly { readonly folder: string; readonly rules: IgnoreRules }[];
}

interface Entry {
  readonly name: string;
  readonly isFolder: boolean;
}

/** Files, symlinks and folders; nothing for a folder that cannot be read. */
function readFolder(root: string, path: string): Entry[] {
  let entries: Dirent<Buffer>[];
  try {
    entries = readdirSync(at(root, path), { withFileTypes: true, encoding: "buffer" });
  } catch {
    return [];
  }
  return entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink() || entry.isDirectory())
    .map((entry) => ({ name: decodePath(entry.name), isFolder: entry.isDirectory() }));
}

function withOwnIgnore(root: string, folder: Folder, entries: readonly Entry[]): Folder["ignores"] {
  if (!entries.some((entry) => entry.name === ".gitignore" && !entry.isFolder)) return folder.ignores;
  try {
    const source = readFileSync(at(root, `${folder.path}.gitignore`), "utf8");
    return [...folder.ignores, { folder: folder.path, rules: parseIgnore(source) }];
  } catch {
    return folder.ignores;
  }
}

function alwaysSkipped(path: string, name: string): boolean {
  return name === ".git" || name === "node_modules" || path === ".cig";
}

/** The deepest file that mentions the path decides. */
function isIgnored(path: string, isFolder: boolean, ignores: Folder["ignores"]): boolean {
  for (let index = ignores.length - 1; index >= 0; index--) {
    const { folder, rules } = ignores[index]!;
    const verdict = rules(path.slice(folder.length), isFolder);
    if (verdict !== undefined) return verdict;
  }
  return false;
}

function at(root: string, path: string): string | Buffer {
  const encoded = encodePath(path);
  return typeof encoded === "string"
    ? join(root, encoded)
    : Buffer.concat([Buffer.from(`${root}/`), encoded]);
}
