import crypto, { createHash } from "node:crypto";
import fs from "node:fs";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { HashName } from "../git-index.ts";

/**
 * Ids of files as git would name them if no filter applied, in the order of the paths; undefined where it failed. With
 * `isChecked` the caller looks again at a file whose id is not the expected one, and a file system that hands out less
 * than it has costs time only.
 */
export async function hashFiles(
  root: string,
  hash: HashName,
  paths: readonly Buffer[],
  isChecked: boolean,
): Promise<(Buffer | undefined)[]> {
  const job = createJob(root, hash, paths, isChecked);
  const workers = paths.length < worthWorkers ? 0 : Math.min(mostWorkers, availableParallelism() - 1);
  const ended = Array.from({ length: workers }, () => startWorker(job));
  hashShare(job, fs, crypto);
  await Promise.all(ended);
  // A worker that died leaves its share undone.
  if (job.states.includes(0)) hashShare({ ...job, next: new Int32Array(1) }, fs, crypto);
  const length = job.idLength;
  return paths.map((_, index) =>
    job.states[index] === 1 ? Buffer.from(job.ids.subarray(index * length, (index + 1) * length)) : undefined,
  );
}

/** Below this number a worker costs more than it saves. */
const worthWorkers = 3_000;
const mostWorkers = 3;

/** The id of a blob with this content. */
export function blobId(hash: HashName, content: Uint8Array): Buffer {
  return createHash(hash).update(`blob ${content.length}\0`).update(content).digest();
}

/** Plain data in shared memory, so that all threads take from one heap of work. */
interface Job {
  readonly root: string;
  readonly hash: HashName;
  readonly idLength: number;
  readonly isChecked: boolean;
  readonly paths: Uint8Array;
  /** Where each path ends in `paths`, and the next begins. */
  readonly ends: Uint32Array;
  readonly ids: Uint8Array;
  /** 0 not done, 1 done, 2 failed. */
  readonly states: Uint8Array;
  /** The first file that nobody has taken yet. */
  readonly next: Int32Array;
}

function createJob(root: string, hash: HashName, list: readonly Buffer[], isChecked: boolean): Job {
  const idLength = hash === "sha1" ? 20 : 32;
  const ends = new Uint32Array(new SharedArrayBuffer(list.length * 4));
  let end = 0;
  for (const [index, path] of list.entries()) ends[index] = end += path.length;
  const paths = new Uint8Array(new SharedArrayBuffer(end));
  for (const [index, path] of list.entries()) paths.set(path, ends[index]! - path.length);
  return {
    root,
    hash,
    idLength,
    isChecked,
    paths,
    ends,
    ids: new Uint8Array(new SharedArrayBuffer(list.length * idLength)),
    states: new Uint8Array(new SharedArrayBuffer(list.length)),
    next: new Int32Array(new SharedArrayBuffer(4)),
  };
}

function startWorker(job: Job): Promise<void> {
  const source = `(${hashShare})(require("node:worker_threads").workerData, require("node:fs"), require("node:crypto"))`;
  return new Promise((done) => {
    const worker = new Worker(source, { eval: true, workerData: job });
    worker.on("error", () => done());
    worker.on("exit", () => done());
  });
}

/**
 * Takes files until none is left. Its text is also what a worker runs, because the command line is one bundle: it
 * must not use anything from outside itself.
 */
function hashShare(
  job: Job,
  { openSync, readSync, closeSync, fstatSync, constants }: typeof fs,
  { createHash }: Pick<typeof crypto, "createHash">,
): void {
  const { hash, idLength, isChecked, paths, ends, ids, states, next } = job;
  const share = 64;
  const space = 64;
  // A link must not be followed, and a named pipe must not be waited for.
  const how = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const top = Buffer.from(`${job.root}/`);
  let name = Buffer.concat([top], top.length + 4096);
  let content = Buffer.allocUnsafe(256 * 1024);

  function idOf(file: Buffer): Uint8Array {
    const descriptor = openSync(file, how);
    try {
      let size = 0;
      for (;;) {
        const count = readSync(descriptor, content, space + size, content.length - space - size, null);
        size += count;
        const isFull = space + size === content.length;
        if (isFull) content = Buffer.concat([content], content.length * 4);
        else if (count === 0 || isChecked) break;
      }
      if (size === 0 && !fstatSync(descriptor).isFile()) throw new Error("not a file");
      // The head that git puts before the content of a blob goes right in front of it.
      const head = `blob ${size}\0`;
      content.write(head, space - head.length, "latin1");
      return createHash(hash)
        .update(content.subarray(space - head.length, space + size))
        .digest();
    } finally {
      closeSync(descriptor);
    }
  }

  for (;;) {
    const from = Atomics.add(next, 0, share);
    if (from >= states.length) return;
    for (let index = from; index < Math.min(from + share, states.length); index++) {
      if (states[index] !== 0) continue;
      const path = paths.subarray(index === 0 ? 0 : ends[index - 1], ends[index]);
      if (top.length + path.length > name.length) name = Buffer.concat([top], top.length + path.length * 2);
      name.set(path, top.length);
      try {
        ids.set(idOf(name.subarray(0, top.length + path.length)), index * idLength);
        states[index] = 1;
      } catch {
        states[index] = 2;
      }
    }
  }
}
