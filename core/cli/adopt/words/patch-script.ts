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
  for (const { old, fresh, above } of hunks(linesOf(before), linesOf(after))) {
    const at = placesOf([...above, ...old], lines);
    if (at.length !== 1 || old.length + above.length === 0) return undefined;
    lines.splice(at[0]! + above.length, old.length, ...fresh);
  }
  return lines.join("\n") + tail;
}

interface Hunk {
  readonly old: string[];
  readonly fresh: string[];
  /** For lines that are only added: the line before them. */
  readonly above: readonly string[];
}

function hunks(before: readonly string[], after: readonly string[]): Hunk[] {
  const found: Hunk[] = [];
  let open: Hunk | undefined;
  let above: string[] = [];
  const begun = () => {
    if (open) return open;
    open = { old: [], fresh: [], above };
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
  return found.map((hunk) => (hunk.old.length > 0 ? { ...hunk, above: [] } : hunk));
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
