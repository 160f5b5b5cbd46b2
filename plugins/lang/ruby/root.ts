import { type Fact, foldersUpwards } from "cig/sdk";
import { keyIn } from "./keys.ts";

/** The root of Ruby code that a job works in, as the facts show it. */
export interface Root {
  /** "" for the repository's root. */
  readonly folder: string;
  /** Path of the lock file, if there is one. */
  readonly lockfile?: string;
  /** True when there is a Gemfile: without one Bundler has nothing to install. */
  readonly hasGemfile: boolean;
  /** Path of the Gemfile or gemspec; undefined when only the lock file is known. */
  readonly manifest?: string;
}

/**
 * The root for a job in `directory`: its own folder, else the nearest above it, else the only one of the
 * repository. Undefined when no root is known, or when several are and none of them is meant.
 */
export function rootFor(facts: readonly Fact[], directory: string): Root | undefined {
  const folders = rootFolders(facts);
  const above = foldersUpwards(normalized(directory)).find((folder) => folders.includes(folder));
  const folder = above ?? (folders.length === 1 ? folders[0] : undefined);
  if (folder === undefined) return undefined;
  const root = find(facts, keyIn("ruby.root", folder));
  const lockfile = find(facts, keyIn("ruby.lockfile", folder))?.value;
  const manifest = root?.evidence[0]?.file;
  return {
    folder,
    hasGemfile: !manifest?.endsWith(".gemspec"),
    ...(lockfile && { lockfile }),
    ...(manifest && { manifest }),
  };
}

/** "api" for "./api/". */
export function normalized(directory: string): string {
  return directory
    .split("/")
    .filter((segment) => segment !== "" && segment !== ".")
    .join("/");
}

/** The first fact of that key. */
export function find(facts: readonly Fact[], key: string): Fact | undefined {
  return facts.find((fact) => fact.key === key);
}

function rootFolders(facts: readonly Fact[]): string[] {
  const folders = facts.flatMap(({ key }) => {
    const match = /^ruby(?:\[(.+)\])?\.(?:root|lockfile)$/.exec(key);
    return match ? [match[1] ?? ""] : [];
  });
  return [...new Set(folders)].sort();
}
