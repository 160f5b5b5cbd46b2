import type { FileTable } from "./file-table.ts";
import { pathBytesOf } from "./file-table.ts";

/** What `git diff-files` says of one file. */
export interface Difference {
  readonly file: number;
  /** As a commit would record it: settings such as core.fileMode are taken into account. 0 for none. */
  readonly mode: number;
  /** M changed (or perhaps changed), T of another type, D gone, U in conflict, A new. */
  readonly status: string;
  /** The object is the one of the index: only what lies in a submodule has changed. */
  readonly isSameObject: boolean;
}

/** Makes git look at each file's times and size, and into submodules, but not into files. */
export function diffFilesArguments(prefix: string): string[] {
  const what = ["diff-files", "--raw", "-z", "--no-renames", "--ignore-submodules=untracked"];
  return prefix === "" ? what : [...what, "--", "."];
}

/**
 * Reads what `git diff-files` wrote: ":100644 100755 OLD NEW M", a NUL, the path below the top, a NUL. Undefined when
 * it speaks of a file that the table does not have: then the index has changed meanwhile.
 */
export function parseDifferences(output: Buffer, table: FileTable, prefix: Buffer): Difference[] | undefined {
  const differences: Difference[] = [];
  let file = 0;
  for (let at = 0; at < output.length; ) {
    const nul = output.indexOf(0, at);
    const end = output.indexOf(0, nul + 1);
    if (nul < 0 || end < 0) return undefined;
    const [, mode = "", oldId, newId, status = ""] = output.toString("latin1", at + 1, nul).split(" ");
    const path = output.subarray(nul + 1 + prefix.length, end);
    at = end + 1;
    if (isOwn(path)) continue;
    // Both lists are in the order of bytes.
    while (file < table.count && pathBytesOf(table, file).compare(path) < 0) file++;
    if (file === table.count || !pathBytesOf(table, file).equals(path)) return undefined;
    differences.push({
      file,
      mode: Number.parseInt(mode, 8),
      status,
      isSameObject: oldId === newId,
    });
  }
  return differences;
}

function isOwn(path: Buffer): boolean {
  return path.subarray(0, 5).equals(own);
}

const own = Buffer.from(".cig/");
