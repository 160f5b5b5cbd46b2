import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { compileGlobs } from "../../core/repo/glob.ts";

/** Files below a folder that patterns name, as absolute paths; a folder means all that is in it. */
export function find(root: string, patterns: readonly string[]): string[] {
  const wanted = patterns.filter((pattern) => !pattern.startsWith("!"));
  const unwanted = patterns.filter((pattern) => pattern.startsWith("!")).map((pattern) => pattern.slice(1));
  const all = wanted.flatMap((pattern) => matches(root, pattern));
  const without = new Set(unwanted.flatMap((pattern) => matches(root, pattern)));
  return [...new Set(all)].filter((path) => !without.has(path)).sort();
}

/** The part of a pattern before its first folder with a wildcard. */
export function fixedPart(root: string, pattern: string): string {
  const parts = pattern.replace(/\/+$/, "").split("/");
  const wild = parts.findIndex((part) => /[*?[{]/.test(part));
  return resolve(root, parts.slice(0, wild < 0 ? parts.length : wild).join("/") || ".");
}

/** Copies files to where they lie below `from`, below `to`; `mode` overrides what they may. */
export function copyAll(files: readonly string[], from: string, to: string, mode?: number): void {
  for (const file of files) {
    const target = join(to, relative(from, file));
    mkdirSync(dirname(target), { recursive: true });
    cpSync(file, target, { verbatimSymlinks: mode === undefined });
    if (mode !== undefined) chmodSync(target, mode);
  }
}

export function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => join(folder, path))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile())
    .sort();
}

function matches(root: string, pattern: string): string[] {
  const base = fixedPart(root, pattern);
  if (!/[*?[{]/.test(pattern)) {
    if (!existsSync(base)) return [];
    return statSync(base).isDirectory() ? filesBelow(base) : [base];
  }
  const matcher = compileGlobs([pattern.replace(/^\.\//, ""), `${pattern.replace(/^\.\//, "")}/**`]);
  return filesBelow(base).filter((file) => matcher(pattern.startsWith("/") ? file : relative(root, file)));
}
