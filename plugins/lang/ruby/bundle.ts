import {
  folderOf,
  foldersUpwards,
  type Gemfile,
  type Gemspec,
  nameOf,
  parseGemfile,
  parseGemspec,
  pathIn,
} from "cig/sdk";
import { type Files, isGemfile } from "./files.ts";
import { type Lockfile, parseLockfile } from "./lockfile.ts";
import { type Remark, remarkAt } from "./remarks.ts";

/** A file with what was read from it. */
export interface Read<T> {
  readonly path: string;
  readonly content: T;
}

/** A root of Ruby code: a folder with a Gemfile, or with a gemspec and no Gemfile in it or above it. */
export interface Bundle {
  /** "" for the repository's root. */
  readonly folder: string;
  readonly gemfile?: Read<Gemfile>;
  readonly lock?: Read<Lockfile>;
  /** Sorted by path. */
  readonly gemspecs: readonly Read<Gemspec>[];
  readonly remarks: readonly Remark[];
}

/** All roots, sorted by folder. */
export function findBundles(files: Files): Bundle[] {
  const withGemfile = new Set(
    files.paths.filter((path) => isGemfile(path) && files.text(path) !== undefined).map(folderOf),
  );
  const withGemspec = new Set(files.paths.filter((path) => path.endsWith(".gemspec")).map(folderOf));
  const alone = [...withGemspec].filter(
    (folder) => !foldersUpwards(folder).some((above) => withGemfile.has(above)),
  );
  return [...new Set([...withGemfile, ...alone])].sort().map((folder) => readBundle(files, folder));
}

function readBundle(files: Files, folder: string): Bundle {
  // Bundler prefers gems.rb where both exist.
  const path = [pathIn(folder, "gems.rb"), pathIn(folder, "Gemfile")].find(
    (name) => files.text(name) !== undefined,
  );
  const lockPath = pathIn(folder, path && nameOf(path) === "gems.rb" ? "gems.locked" : "Gemfile.lock");
  const lockText = path && files.text(lockPath);
  const lock = lockText === undefined ? undefined : { path: lockPath, content: parseLockfile(lockText) };
  const gemspecs = files.paths
    .filter((name) => name.endsWith(".gemspec") && folderOf(name) === folder)
    .flatMap((name) => {
      const text = files.text(name);
      return text === undefined ? [] : [{ path: name, content: parseGemspec(text) }];
    });
  return {
    folder,
    ...(path && { gemfile: { path, content: parseGemfile(files.text(path)!) } }),
    ...(lock && { lock }),
    gemspecs,
    remarks: lock?.content.conflictLine ? [unmerged(lock.path, lock.content.conflictLine)] : [],
  };
}

function unmerged(path: string, line: number): Remark {
  return remarkAt(
    "RUBY101",
    path,
    line,
    `"${path}" holds an unresolved merge, so no version is read from it.`,
    "Resolve the merge and run:\n  bundle lock",
  );
}
