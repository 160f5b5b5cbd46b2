import { createHash } from "node:crypto";
import { idLengthOf } from "../git-index.ts";
import { type Judgement, judgeByGlobSets } from "../glob-sets/glob-sets.ts";
import type { FileTable } from "./file-table.ts";

/** What each set of patterns chooses, as far as the paths alone decide. */
export function judgeFiles(table: FileTable, sets: readonly (readonly string[])[]): Judgement {
  const skip = 4 + idLengthOf(table.hash);
  return judgeByGlobSets(sets, { bytes: table.records, starts: table.starts, skip });
}

/** What sets of patterns choose of the files that are there. */
export interface Chosen {
  /** For each set: first file and the one after the last, again and again. */
  readonly runs: readonly (readonly number[])[];
  /** All patterns that match a file. */
  readonly patterns: ReadonlySet<string>;
}

export function chooseRuns(table: FileTable, { numbers, choices }: Judgement, setCount: number): Chosen {
  const runs: number[][] = Array.from({ length: setCount }, () => []);
  const used = new Set<number>();
  const close = (choice: number, from: number, to: number) => {
    used.add(choice);
    for (const set of choices[choice]!.sets) {
      const own = runs[set]!;
      if (own.length > 0 && own[own.length - 1] === from) own[own.length - 1] = to;
      else own.push(from, to);
    }
  };
  let from = 0;
  let last = -1;
  for (let file = 0; file < table.count; file++) {
    const choice = table.absent[file] ? -1 : numbers[file]!;
    if (choice === last) continue;
    if (last >= 0) close(last, from, file);
    from = file;
    last = choice;
  }
  if (last >= 0) close(last, from, table.count);
  return { runs, patterns: new Set([...used].flatMap((choice) => choices[choice]!.patterns)) };
}

/** Hashes runs of records. Short ones are joined first, because a call to the hash costs more than copying them. */
export function createHasher(
  table: FileTable,
): (runs: readonly number[]) => { readonly digest: Uint8Array; readonly count: number } {
  const { records } = table;
  const joined = Buffer.allocUnsafe(64 * 1024);
  return (runs) => {
    const hash = createHash("sha256");
    let count = 0;
    let filled = joined.write(`cig.files/1 ${table.hash}\n`, "latin1");
    for (let run = 0; run < runs.length; run += 2) {
      const from = table.starts[runs[run]!]!;
      const to = table.starts[runs[run + 1]!]!;
      count += runs[run + 1]! - runs[run]!;
      if (filled + to - from > joined.length) {
        hash.update(joined.subarray(0, filled));
        filled = 0;
      }
      if (to - from > joined.length) hash.update(records.subarray(from, to));
      else {
        joined.set(new Uint8Array(records.buffer, records.byteOffset + from, to - from), filled);
        filled += to - from;
      }
    }
    return { digest: hash.update(joined.subarray(0, filled)).digest(), count };
  };
}
