import { diagnose } from "../diagnostic/codes.ts";
import { lockPath } from "../lock/path.ts";
import type { FileChange } from "../output/compare.ts";
import { bodyOf } from "../output/header.ts";
import { type Invocation, Refusal } from "./invocation.ts";
import type { Run } from "./run-pipeline.ts";

/** The same run, after which the files are nobody's: no header of cig in them, and no cig.lock. cig.toml stays. */
export function ejected(invocation: Invocation, run: Run): Run {
  refuseEject(invocation, run);
  return {
    ...run,
    changes: run.changes.flatMap((change) => (isLock(change) ? unlocked(change) : plain(change))),
  };
}

/** What the user has to know when the files have been written. */
export const ejectedText =
  "These files are plain now: edit them directly. cig.toml was left as it is.\n" +
  "To go on without cig: git rm cig.toml\n" +
  "To let cig keep them again, as long as nobody edited them: cig render\n";

function refuseEject({ arguments: given }: Invocation, { root, plan }: Run): void {
  if (given.has("check")) {
    const hint = "To see what would be written:\n  cig render --check";
    throw new Refusal([diagnose("CIG703", "--eject writes files, and --check writes none.", { hint })], root);
  }
  if (!plan?.outputs.some(({ skipping }) => skipping)) return;
  const message = "A workflow asks cig in CI which jobs have to run, so its files do not work without cig.";
  const hint = "Let every job run, then eject. In cig.toml, above the first table:\n  skip = false";
  throw new Refusal([diagnose("CIG703", message, { hint })], root);
}

function isLock({ path }: FileChange): boolean {
  return path === lockPath;
}

/** Whatever cig.lock would say, nobody would read it. */
function unlocked(lock: FileChange): FileChange[] {
  if (lock.change === "create") return [];
  const { after: _, ...rest } = lock;
  return [{ ...rest, owners: [], change: "delete" }];
}

function plain(file: FileChange): FileChange[] {
  if (file.after === undefined || file.owners.length === 0) return [file];
  const after = bodyOf(file.after);
  if (after === file.before) return [{ ...file, after, change: "same" }];
  return [{ ...file, after, change: file.change === "create" ? "create" : "update" }];
}
