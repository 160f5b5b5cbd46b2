import { diagnose } from "../../diagnostic/codes.ts";
import type { Diagnostic } from "../../diagnostic/diagnostic.ts";
import { ownFolder } from "./journal.ts";
import type { Holder } from "./lock.ts";

/** Somebody else holds the lock. */
export function busy({ owner }: Holder): Diagnostic {
  const who = owner === undefined ? "Another cig" : `Another cig (process ${owner.pid} on ${owner.host})`;
  const message = `${who} is writing files here and has not finished, so nothing was written.`;
  return diagnose("CIG603", message, {
    hint: `Wait for it. If it is gone:\n  rm ${ownFolder}/render.lock`,
  });
}

/** What the file system refused. Anything else is a bug and passes on. */
export function explain(error: unknown): Diagnostic {
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined) throw error;
  const reason = reasons[code] ?? `the system says ${code}`;
  const place = path === undefined ? "" : ` at "${withoutTemporary(path)}"`;
  const message = `The files could not be written, so none was changed: ${reason}${place}.`;
  return diagnose("CIG603", message, {
    hint: `${remedies[code] ?? "Mend that"}, then run the same command again.`,
  });
}

/** Nobody knows the temporary file; what cannot be written is its folder. */
function withoutTemporary(path: string): string {
  return path.replace(/[\\/]\.cig-[^\\/]+$/, "");
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "this user has no permission",
  EPERM: "this user has no permission",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  ENAMETOOLONG: "the name is too long for the file system",
  ENOTDIR: "there is something in the way that is no folder",
  EISDIR: "there is a folder in the way",
};

const remedies: Readonly<Record<string, string>> = {
  EACCES: "Change its permissions or those of its folder",
  EPERM: "Change its permissions or those of its folder",
  EROFS: "Work in a copy that can be written",
  ENOSPC: "Make room",
  EDQUOT: "Make room",
  ENAMETOOLONG: "Choose a shorter path",
  ENOTDIR: "Move it away",
  EISDIR: "Move it away",
};
