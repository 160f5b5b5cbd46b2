import { lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { XXHashAPI } from "xxhash-wasm";
import { pruneEntries } from "./prune.ts";
import { type Secret, userSecret } from "./secret.ts";

/** Answers by question, kept from run to run in a folder of `.cig/cache`. */
export interface Store {
  /** The remembered answer; undefined when there is none, and when its entry is damaged or not ours. */
  lookup(question: Question): Uint8Array | undefined;
  /** Keeps an answer. Where nothing can be written, it is not kept, and that is all. */
  store(question: Question, answer: Uint8Array): void;
  /** Removes an answer that turned out to be of no use. */
  forget(question: Question): void;
  /** Removes the oldest entries when there are too many. Cheap when nothing was stored. */
  prune(): void;
  /** 128 bits as 32 hex digits, with the user's secret in them. */
  hash(bytes: Uint8Array): string;
}

/** A question in two parts, so that a large one need not be copied by the asker. */
export interface Question {
  readonly head: Uint8Array;
  readonly body: Uint8Array;
}

/**
 * Opens `.cig/cache/<folder>` of a repository; undefined when it cannot be trusted to be inside the repository, and
 * when the user has no secret to tell own entries from planted ones.
 */
export async function openStore(
  root: string,
  folder: string,
  secret: Secret | undefined = userSecret(),
): Promise<Store | undefined> {
  const folders = [".cig", ".cig/cache", `.cig/cache/${folder}`].map((each) => join(root, each));
  // A repository could bring a link along that leads anywhere.
  if (secret === undefined || folders.some(isSomethingElse)) return undefined;
  const { default: xxhash } = await import("xxhash-wasm");
  const hasher: Hasher = { api: await xxhash(), secret };
  const directory = folders[2]!;
  const used = new Set<string>();
  let hasStored = false;
  const fileOf = ({ head, body }: Question) => {
    const name = hash(hasher, head, body);
    used.add(name);
    return join(directory, name);
  };
  return {
    lookup(question) {
      const entry = readIfPresent(fileOf(question));
      return entry && unseal(hasher, question, entry);
    },
    store(question, answer) {
      const entry = seal(hasher, question, answer);
      hasStored = writeBestEffort(root, directory, fileOf(question), entry) || hasStored;
    },
    forget(question) {
      removeBestEffort(fileOf(question));
    },
    prune() {
      if (hasStored) pruneEntries(directory, used);
    },
    hash: (bytes) => hash(hasher, bytes, empty),
  };
}

const empty = new Uint8Array();

function isSomethingElse(folder: string): boolean {
  try {
    const stats = lstatSync(folder, { throwIfNoEntry: false });
    return stats !== undefined && !stats.isDirectory();
  } catch {
    return true;
  }
}

interface Hasher {
  readonly api: XXHashAPI;
  readonly secret: Secret;
}

function hash({ api, secret }: Hasher, head: Uint8Array, body: Uint8Array): string {
  const bytes = body.length === 0 ? head : Buffer.concat([head, body]);
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

function checksum(hasher: Hasher, { head, body }: Question, answer: Uint8Array): string {
  return hash(hasher, Buffer.concat([Buffer.from("answer\n"), head, body]), answer);
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
