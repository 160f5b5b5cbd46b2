import { rmSync } from "node:fs";
import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { type FoundJournal, findJournals, finish, lockFile, undo } from "./write/journal.ts";
import { dropStaleLock } from "./write/lock.ts";
import { mayBeAlive } from "./write/owner.ts";

/**
 * Completes what a killed `cig render` left half done below `root` (absolute): a committed write is finished, a
 * prepared one is taken back. To be called before files are compared. A write that is still going on is left alone.
 * Costs one look into `.cig` when there is nothing to do. Returns a warning (CIG603) for what could not be mended.
 */
export function recover(root: string): readonly Diagnostic[] {
  return [
    ...findJournals(root).flatMap((found) => attempt(() => recoverOne(root, found))),
    ...attempt(() => dropLock(root)),
  ];
}

function dropLock(root: string): Diagnostic[] {
  dropStaleLock(lockFile(root));
  return [];
}

function recoverOne(root: string, { file, isCommitted, journal }: FoundJournal): Diagnostic[] {
  if (journal !== undefined && mayBeAlive(journal.owner)) return [];
  if (journal !== undefined) (isCommitted ? finish : undo)(root, journal);
  rmSync(file, { force: true });
  if (journal !== undefined) return [];
  return [warn(`"${file}" was no record of a write that cig could follow, so it was removed.`)];
}

function attempt(step: () => Diagnostic[]): Diagnostic[] {
  try {
    return step();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return [warn(`cig was stopped while writing, and what it left cannot be put right (${code}).`)];
  }
}

function warn(message: string): Diagnostic {
  return diagnose("CIG603", message, { level: "warning", hint: "To write the files anew:\n  cig render" });
}
