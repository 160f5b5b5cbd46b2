import { align } from "./align.ts";

/**
 * A script of cig.toml with the lines changed that differ between two scripts which were made from it. Undefined where
 * such a line does not stand there, or more than once. The line end at its end stays as cig.toml has it.
 */
export function patchScript(own: string, before: string, after: string): string | undefined {
  const tail = tailOf(own);
  const lines = linesOf(own);
  if (lines.join("\n") === linesOf(before).join("\n")) {
    const isLong = linesOf(after).length > 1;
    return linesOf(after).join("\n") + (tail || (isLong ? tailOf(after) : ""));
  }
  let patched = 0;
  for (const { old, fresh, above, isPart } of hunks(linesOf(before), linesOf(after))) {
    const at = placesOf([...above, ...old], lines);
    const isFound = at.length === 1 && old.length + above.length > 0;
    if (!isFound && !isPart) return undefined;
    if (!isFound) continue;
    lines.splice(at[0]! + above.length, old.length, ...fresh);
    patched++;
  }
  return patched > 0 ? lines.join("\n") + tail : undefined;
}

interface Hunk {
  readonly old: string[];
  readonly fresh: string[];
  /** For lines that are only added: the line before them. */
  readonly above: readonly string[];
  /** One line of several, of which some may stand in what cig made around the script. */
  readonly isPart: boolean;
}

function hunks(before: readonly string[], after: readonly string[]): Hunk[] {
  const found: Hunk[] = [];
  let open: Hunk | undefined;
  let above: string[] = [];
  const begun = () => {
    if (open) return open;
    open = { old: [], fresh: [], above, isPart: false };
    found.push(open);
    return open;
  };
  for (const pair of align(before, after, (one, other) => (one === other ? 1 : 0))) {
    if (pair.before !== undefined && pair.after !== undefined) {
      open = undefined;
      above = [before[pair.before]!];
    } else if (pair.before !== undefined) begun().old.push(before[pair.before]!);
    else begun().fresh.push(after[pair.after!]!);
  }
  return found.flatMap((hunk): Hunk[] => {
    const { old, fresh } = hunk;
    if (old.length === 0) return [hunk];
    if (old.length < 2 || old.length !== fresh.length) return [{ ...hunk, above: [] }];
    return old.map((line, index) => ({ old: [line], fresh: [fresh[index]!], above: [], isPart: true }));
  });
}

function placesOf(part: readonly string[], lines: readonly string[]): number[] {
  return lines.flatMap((_, at) => (part.every((line, index) => lines[at + index] === line) ? [at] : []));
}

function linesOf(text: string): string[] {
  return text.slice(0, text.length - tailOf(text).length).split("\n");
}

function tailOf(text: string): string {
  return /\n*$/.exec(text)![0];
}
