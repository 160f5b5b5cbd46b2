import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** What a quick look at the index file tells. */
export interface Glance {
  /** How many entries it has; 0 where that cannot be told. */
  readonly count: number;
  /** Entries were written in the same second as the index, or later, as after a clone: git will read those files. */
  readonly isFresh: boolean;
}

/** Reads a few pages of the index, so that git can be started before all of it is read. */
export function glanceAtIndex(file: string, idLength: number): Glance {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, "r");
    const { size, mtimeMs } = fstatSync(descriptor);
    const head = read(descriptor, 0, 12);
    if (head.length < 12) return { count: 0, isFresh: false };
    const end = endOfEntries(descriptor, size, idLength);
    return { count: head.readUInt32BE(8), isFresh: hasFresh(descriptor, end, Math.floor(mtimeMs / 1000)) };
  } catch {
    return { count: 0, isFresh: false };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function read(descriptor: number, from: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  return bytes.subarray(0, readSync(descriptor, bytes, 0, length, from));
}

/** Where the entries end, as the extension EOIE tells; the end of the file where there is none. */
function endOfEntries(descriptor: number, size: number, idLength: number): number {
  const last = read(descriptor, Math.max(0, size - 12 - 2 * idLength), 12);
  return last.toString("latin1", 0, 4) === "EOIE" ? last.readUInt32BE(8) : size - idLength;
}

const samples = 24;
const sampleBytes = 4096;

/** Looks at entries here and there: each holds a mode, and its time of writing 16 bytes before that. */
function hasFresh(descriptor: number, end: number, written: number): boolean {
  let found = 0;
  for (let sample = 0; sample <= samples; sample++) {
    const from = 12 + Math.max(0, Math.floor(((end - 12 - sampleBytes) * sample) / samples));
    const bytes = read(descriptor, from, Math.min(sampleBytes, end - from));
    for (let at = bytes.indexOf(fileMode); at >= 0; at = bytes.indexOf(fileMode, at + 1))
      if (at >= 16 && bytes.readUInt32BE(at - 16) >= written) found++;
  }
  return found > 1;
}

const fileMode = Buffer.from([0, 0, 0x81, 0xa4]);
