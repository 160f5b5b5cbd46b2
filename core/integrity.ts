import { createHash } from "node:crypto";
import { lstat, readdir, readFile, readlink, stat } from "node:fs/promises";
import { join } from "node:path";
import { byCodeUnit } from "./compare.ts";

/**
 * The digest of a plugin's folder, as "sha256:…" in lower-case hex: over every file's path, kind, executable bit and
 * content, sorted by path. What a package manager installs counts by its hidden lock file alone; `.git` and `.cig`
 * do not count. Rejects when the folder cannot be read.
 */
export async function digestOf(directory: string): Promise<string> {
  const hash = createHash("sha256");
  for (const path of (await filesBelow(directory, "")).sort(byCodeUnit)) {
    const { kind, bytes } = await readEntry(join(directory, path));
    // Lengths make the list unambiguous: no file can pretend to be two.
    hash.update(`${kind} ${Buffer.byteLength(path)} ${path} ${bytes.length}\n`).update(bytes);
  }
  return `sha256:${hash.digest("hex")}`;
}

async function filesBelow(directory: string, prefix: string): Promise<string[]> {
  const entries = await readdir(join(directory, prefix), { withFileTypes: true });
  const found = await Promise.all(
    entries.map(async (entry) => {
      const path = `${prefix}${entry.name}`;
      if (entry.name === ".git" || entry.name === ".cig") return [];
      if (!entry.isDirectory()) return entry.isFile() || entry.isSymbolicLink() ? [path] : [];
      if (entry.name === "node_modules") return hiddenLockFile(directory, path);
      return filesBelow(directory, `${path}/`);
    }),
  );
  return found.flat();
}

async function hiddenLockFile(directory: string, modules: string): Promise<string[]> {
  const path = `${modules}/.package-lock.json`;
  return (await readdir(join(directory, modules))).includes(".package-lock.json") ? [path] : [];
}

/** A symbolic link counts as its target's name and, when it leads to a file, by that file's content, wherever it lies. */
async function readEntry(path: string): Promise<{ kind: "file" | "executable" | "link"; bytes: Uint8Array }> {
  const stats = await lstat(path);
  if (stats.isSymbolicLink()) {
    const content = await readTarget(path).catch(() => Buffer.alloc(0));
    return { kind: "link", bytes: Buffer.concat([Buffer.from(`${await readlink(path)}\n`), content]) };
  }
  const isExecutable = process.platform !== "win32" && (stats.mode & 0o111) !== 0;
  return { kind: isExecutable ? "executable" : "file", bytes: await readFile(path) };
}

/** Nothing but a file: a pipe would be waited for without end, and a device never ends. */
async function readTarget(link: string): Promise<Uint8Array> {
  return (await stat(link)).isFile() ? readFile(link) : Buffer.alloc(0);
}
