import { readFileSync, renameSync, rmSync, type Stats, statSync } from "node:fs";
import { commitJournal, type Journal, syncFolders, undo, writeDurably } from "./journal.ts";
import { takeOver } from "./take-over.ts";

/**
 * Puts every prepared file in its place. From the commit on nothing waits: the renames follow each other without
 * leaving this function. When one fails all is as before, and the error is thrown on.
 */
export function replaceAll(root: string, journal: Journal): void {
  const old: (OldFile | undefined)[] = [];
  let done = 0;
  try {
    for (const { path, base } of journal.operations)
      old.push(base === undefined ? undefined : readOld(`${root}/${path}`));
    commitJournal(root, journal);
    for (const { path, temp } of journal.operations) {
      if (temp === undefined) rmSync(`${root}/${path}`);
      else renameSync(`${root}/${temp}`, `${root}/${path}`);
      done++;
    }
  } catch (error) {
    putBack(root, journal, old, done);
    throw error;
  }
  syncFolders(root, journal);
}

interface OldFile {
  readonly bytes: Uint8Array;
  readonly stat: Stats;
}

function readOld(file: string): OldFile {
  return { bytes: readFileSync(file), stat: statSync(file) };
}

/** A rename that fails although the folder could be written (a folder or another user's file in the way). */
function putBack(root: string, journal: Journal, old: readonly (OldFile | undefined)[], done: number): void {
  for (const [index, { path }] of journal.operations.slice(0, done).entries()) {
    const file = old[index];
    rmSync(`${root}/${path}`, { force: true });
    if (file === undefined) continue;
    const temp = `${root}/${path.slice(0, path.lastIndexOf("/") + 1)}.cig-${journal.id}-old-${index}`;
    writeDurably(temp, file.bytes, 0o600);
    takeOver(temp, file.stat);
    renameSync(temp, `${root}/${path}`);
  }
  undo(root, journal);
}
