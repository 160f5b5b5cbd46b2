import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import type { Diagnostic, Result } from "../diagnostic/diagnostic.ts";
import { openStore, type Question, type Store } from "../memo/store.ts";
import { checkOutputPath } from "../output/safe-path.ts";
import { createReader } from "../repo/read.ts";
import { openRepo, type Repo } from "../repo/repo.ts";
import { bundledDirectory } from "../source/bundled-directory.ts";

/** What `cig plan` said. */
export interface Said {
  readonly out: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly code: number;
}

/** What the saying depended on beyond the words of the command, as the run found it. */
export interface Grounds {
  /** The text of cig.toml, without a byte order mark. */
  readonly source: string;
  /** The list of files. */
  readonly paths: readonly string[];
  /** Files that were read for plugins, relative to the root; undefined for what could not be. */
  readonly read: ReadonlyMap<string, Uint8Array | undefined>;
  /** What reading them left to say. */
  readonly remarks: readonly Diagnostic[];
  /** What stood where files are written: undefined for nothing, "unsafe" for what cig does not touch. */
  readonly outputs: ReadonlyMap<string, Uint8Array | "unsafe" | undefined>;
}

/** What an earlier run of the same command said, if nothing that it depended on has changed. */
export interface Recall {
  readonly said: Said | undefined;
  /** The list of files, where it was made on the way: the run need not make it again. */
  readonly repo: Promise<Result<Repo>> | undefined;
  /** Keeps what this run says for the next. A file that changed meanwhile is none of its grounds. */
  keep(said: Said, grounds: Grounds): void;
}

/**
 * Looks up what the same command said before. A plan is a function of the command's words, cig itself with the
 * plugins it ships, cig.toml, the list of files, those that were read, and those that stand where files are written;
 * all of it is compared, by content. Undefined where nothing can be remembered, and where a killed render has to be
 * put right first.
 */
export async function openRecall(
  root: string,
  configFile: string,
  words: readonly string[],
): Promise<Recall | undefined> {
  if (typeof __CIG_VERSION__ !== "string" || hasUnfinishedWrite(root)) return undefined;
  const config = readConfig(join(root, configFile));
  if (!config) return undefined;
  // Git takes longest, so it is asked first; the run needs the list too, when nothing can be said again.
  const repo = openRepo(root);
  const store = await openStore(root, "plans");
  if (!store) return { said: undefined, repo, keep: () => undefined };
  const question: Question = {
    head: Buffer.from(JSON.stringify([...identity(), root, configFile, ...words])),
    body: config,
  };
  const keep: Recall["keep"] = (said, grounds) => {
    if (new TextDecoder().decode(config) !== grounds.source) return;
    store.store(question, Buffer.from(JSON.stringify(memoryOf(store, said, grounds))));
    store.prune();
  };
  const entry = store.lookup(question);
  if (!entry) return { said: undefined, repo, keep };
  const memory = JSON.parse(Buffer.from(entry).toString()) as Memory;
  // While git looks for untracked files, this process compares those that were read.
  if (!(await hasSameFiles(store, root, memory))) return { said: undefined, repo, keep };
  const { value } = await repo;
  const isSame = value !== undefined && hashPaths(store, value.paths) === memory.paths;
  return { said: isSame ? memory.said : undefined, repo, keep };
}

declare const __CIG_VERSION__: string | undefined;

interface Memory {
  readonly paths: string;
  /** Path and hash; the hash is empty for what could not be read. */
  readonly read: readonly (readonly [path: string, hash: string])[];
  readonly remarks: string;
  readonly outputs: readonly (readonly [path: string, hash: string])[];
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

/** Not a pipe, which would be waited for without end, and nothing that only shows how much memory there is. */
function readConfig(file: string): Buffer | undefined {
  try {
    const stat = statSync(file);
    return stat.isFile() && stat.size <= largestConfigBytes ? readFileSync(file) : undefined;
  } catch {
    return undefined;
  }
}

const largestConfigBytes = 4 * 1024 * 1024;

function memoryOf(store: Store, said: Said, { paths, read, remarks, outputs }: Grounds): Memory {
  return {
    paths: hashPaths(store, paths),
    read: [...read].map(([path, bytes]) => [path, hashContent(store, bytes)]),
    remarks: JSON.stringify(remarks),
    outputs: [...outputs].map(([path, state]) => [path, hashContent(store, state)]),
    said,
  };
}

/** Reads as the run did: what it could not read, or would not touch, must be so still. */
async function hasSameFiles(store: Store, root: string, memory: Memory): Promise<boolean> {
  for (const [path, hash] of memory.outputs)
    if (hashContent(store, outputAt(root, path)) !== hash) return false;
  const { read, diagnostics } = createReader(root);
  for (const [path, hash] of memory.read) if (hashContent(store, await read(path)) !== hash) return false;
  return JSON.stringify(diagnostics()) === memory.remarks;
}

function outputAt(root: string, path: string): Uint8Array | "unsafe" | undefined {
  if (checkOutputPath(root, path) !== undefined) return "unsafe";
  try {
    return readFileSync(join(root, path));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? undefined : "unsafe";
  }
}

function hashContent(store: Store, content: Uint8Array | "unsafe" | undefined): string {
  return typeof content === "object" ? store.hash(content) : (content ?? "");
}

function hashPaths(store: Store, paths: readonly string[]): string {
  return store.hash(Buffer.from(paths.join("\0"), "utf16le"));
}
