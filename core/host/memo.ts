import { lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { XXHashAPI } from "xxhash-wasm";
import type { HookName } from "../event.ts";
import { pruneEntries } from "./memo/prune.ts";
import { type Secret, userSecret } from "./memo/secret.ts";

/** What decides an answer; anything else that could is forbidden to hooks. */
export interface Question {
  /** Of the plugin that is asked. */
  readonly digest: string;
  readonly hook: HookName;
  readonly protocol: number;
  readonly request: Uint8Array;
}

/** Answers of hooks, kept from run to run in `.cig/cache/hooks`. */
export interface Memo {
  /** The remembered answer; undefined when there is none, and when its entry is damaged or not ours. */
  lookup(question: Question): Uint8Array | undefined;
  /** Keeps an answer. Where nothing can be written, it is not kept, and that is all. */
  store(question: Question, answer: Uint8Array): void;
  /** Removes an answer that turned out to be of no use. */
  forget(question: Question): void;
  /** Removes the oldest entries when there are too many. Cheap when nothing was stored. */
  prune(): void;
}

/**
 * Opens the memo of a repository; undefined when its folder cannot be trusted to be inside the repository, and when
 * the user has no secret to tell own entries from planted ones.
 */
export async function openMemo(root: string, secret = userSecret()): Promise<Memo | undefined> {
  const folders = [".cig", ".cig/cache", ".cig/cache/hooks"].map((folder) => join(root, folder));
  // A repository could bring a link along that leads anywhere.
  if (secret === undefined || folders.some(isSomethingElse)) return undefined;
  const { default: xxhash } = await import("xxhash-wasm");
  const hasher: Hasher = { api: await xxhash(), secret };
  const directory = folders[2]!;
  const used = new Set<string>();
  let hasStored = false;
  const fileOf = (question: Question) => {
    const name = hash(hasher, header(question), question.request);
    used.add(name);
    return join(directory, name);
  };
  return {
    lookup(question) {
      const entry = readIfPresent(fileOf(question));
      return entry && unseal(hasher, question, entry);
    },
    store(question, answer) {
      hasStored =
        writeBestEffort(root, directory, fileOf(question), seal(hasher, question, answer)) || hasStored;
    },
    forget(question) {
      removeBestEffort(fileOf(question));
    },
    prune() {
      if (hasStored) pruneEntries(directory, used);
    },
  };
}

function isSomethingElse(folder: string): boolean {
  try {
    const stats = lstatSync(folder, { throwIfNoEntry: false });
    return stats !== undefined && !stats.isDirectory();
  } catch {
    return true;
  }
}

/** Changes with the form of the entries, so that an older cig's are misses. */
const formatName = "cig-memo-2";

function header({ digest, hook, protocol, request }: Question): Buffer {
  return Buffer.from(`${formatName}\n${digest}\n${hook}\n${protocol}\n${request.length}\n`);
}

interface Hasher {
  readonly api: XXHashAPI;
  readonly secret: Secret;
}

/** 128 bits as 32 hex digits: two 64-bit hashes with the user's two seeds. */
function hash({ api, secret }: Hasher, head: Uint8Array, body: Uint8Array): string {
  const bytes = Buffer.concat([head, body]);
  return secret.map((seed) => api.h64Raw(bytes, seed).toString(16).padStart(16, "0")).join("");
}

const sealLength = 32;

/** An entry is a checksum over question and answer, then the answer: it cannot be taken for another question's. */
function seal(hasher: Hasher, question: Question, answer: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(checksum(hasher, question, answer)), answer]);
}

function unseal(hasher: Hasher, question: Question, entry: Buffer): Uint8Array | undefined {
  if (entry.length < sealLength) return undefined;
  const answer = entry.subarray(sealLength);
  return entry.toString("latin1", 0, sealLength) === checksum(hasher, question, answer) ? answer : undefined;
}

function checksum(hasher: Hasher, question: Question, answer: Uint8Array): string {
  return hash(hasher, Buffer.concat([Buffer.from("answer\n"), header(question), question.request]), answer);
}

function readIfPresent(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** Through a temporary file, so that a reader never sees half an entry. */
function writeBestEffort(root: string, directory: string, file: string, bytes: Buffer): boolean {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    if (mkdirSync(directory, { recursive: true }) !== undefined) ignoreFolder(root);
    writeFileSync(temporary, bytes);
    renameSync(temporary, file);
    return true;
  } catch {
    removeBestEffort(temporary);
    return false;
  }
}

function removeBestEffort(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    return;
  }
}

/** Nothing below `.cig` is ever committed. Written once; a file that is there already is left as it is. */
function ignoreFolder(root: string): void {
  try {
    writeFileSync(join(root, ".cig/.gitignore"), "*\n", { flag: "wx" });
  } catch {
    return;
  }
}
