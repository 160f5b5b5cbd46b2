import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Diagnostic, Result } from "../diagnostic/diagnostic.ts";
import { openStore, type Question, type Store } from "../memo/store.ts";
import { openRepo, type Repo } from "../repo/repo.ts";
import { bundledDirectory } from "../source/bundled-directory.ts";

/** What `cig plan` said. */
export interface Said {
  readonly out: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly code: number;
}

/** What the saying depended on beyond the words of the command, cig.toml and the list of files. */
export interface Grounds {
  /** Paths of files that were read, relative to the root, and of those that are not there but were looked for. */
  readonly files: readonly string[];
}

/** What an earlier run of the same command said, if nothing that it depended on has changed. */
export interface Recall {
  readonly said: Said | undefined;
  /** The list of files, where it was made on the way: the run need not make it again. */
  readonly repo: Promise<Result<Repo>> | undefined;
  /** Keeps what this run says for the next. Must be given the paths that the run saw. */
  keep(said: Said, paths: readonly string[], grounds: Grounds): void;
}

/**
 * Looks up what the same command said before. A plan is a function of the command's words, cig itself with the
 * plugins it ships, cig.toml, the list of files and the content of those that were read; all of it is compared, by
 * content. Undefined where nothing can be remembered, and where a killed render has to be put right first.
 */
export async function openRecall(
  root: string,
  configFile: string,
  words: readonly string[],
): Promise<Recall | undefined> {
  if (typeof __CIG_VERSION__ !== "string" || hasUnfinishedWrite(root)) return undefined;
  const config = read(root, configFile);
  const store = config && (await openStore(root, "plans"));
  if (!config || !store) return undefined;
  const question: Question = {
    head: Buffer.from(JSON.stringify([...identity(), configFile, ...words])),
    body: config,
  };
  const keep: Recall["keep"] = (said, paths, { files }) => {
    const memory: Memory = { paths: hashPaths(store, paths), files: hashFiles(store, root, files), said };
    store.store(question, Buffer.from(JSON.stringify(memory)));
    store.prune();
  };
  const entry = store.lookup(question);
  if (!entry) return { said: undefined, repo: undefined, keep };
  const memory = JSON.parse(Buffer.from(entry).toString()) as Memory;
  const repo = openRepo(root);
  // While git looks for untracked files, this process compares those that were read.
  const sameFiles = memory.files.every(([path, hash]) => hashFile(store, root, path) === hash);
  if (!sameFiles) return { said: undefined, repo, keep };
  const { value } = await repo;
  const isSame = value !== undefined && hashPaths(store, value.paths) === memory.paths;
  return { said: isSame ? memory.said : undefined, repo, keep };
}

declare const __CIG_VERSION__: string | undefined;

interface Memory {
  readonly paths: string;
  /** Path and hash; the hash is empty for what cannot be read. */
  readonly files: readonly (readonly [string, string])[];
  readonly said: Said;
}

/** cig and the plugins that it ships: the bundle's name holds its digest, the index those of the plugins. */
function identity(): string[] {
  return [basename(__filename), readFileSync(join(bundledDirectory(), "bundled.json"), "latin1")];
}

/** A journal beside the cache is a write that was killed. */
function hasUnfinishedWrite(root: string): boolean {
  try {
    return readdirSync(join(root, ".cig")).some((name) => name !== "cache" && name !== ".gitignore");
  } catch {
    return false;
  }
}

function hashPaths(store: Store, paths: readonly string[]): string {
  return store.hash(Buffer.from(paths.join("\0"), "utf16le"));
}

function hashFiles(store: Store, root: string, paths: readonly string[]): [string, string][] {
  return [...new Set(paths)].sort().map((path) => [path, hashFile(store, root, path)]);
}

function hashFile(store: Store, root: string, path: string): string {
  const bytes = read(root, path);
  return bytes ? store.hash(bytes) : "";
}

function read(root: string, path: string): Buffer | undefined {
  try {
    return readFileSync(join(root, path));
  } catch {
    return undefined;
  }
}
