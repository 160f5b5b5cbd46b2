import type { FileChange } from "../../output/compare.ts";
import { type DiffLine, diffFile } from "../../output/diff.ts";
import { foreignLine } from "../../report/foreign.ts";
import { makePaint, type Paint } from "../../report/paint.ts";

/** The difference of all files line by line, as `git diff` shows it; empty when nothing changes. */
export async function diffText(
  changes: readonly FileChange[],
  paint: Paint = makePaint(false),
): Promise<string> {
  const texts = await Promise.all(
    changes.map(async (change) => (await diffFile(change)).map((line) => show(line, paint))),
  );
  return texts
    .filter((lines) => lines.length > 0)
    .map((lines) => `\n${lines.join("\n")}\n`)
    .join("");
}

/** What a file says is never ours: a line of it may look like a command to the runner that prints it. */
function show({ kind, text }: DiffLine, paint: Paint): string {
  const safe = foreignLine(text.replaceAll("\t", "  "));
  switch (kind) {
    case "file":
      return paint.bold(safe);
    case "hunk":
      return paint.cyan(safe);
    case "added":
      return paint.green(`+${safe}`);
    case "removed":
      return paint.red(`-${safe}`);
    case "context":
      return ` ${safe}`;
    case "note":
      return paint.dim(safe);
  }
}
