import type { Mutant } from "./mutate.ts";

/** Every line of a text changed, and every line removed, one at a time, but for those of `isOwn`. */
export function lineMutantsOf(
  text: string,
  isOwn: (lines: readonly string[]) => ReadonlySet<number>,
): Mutant[] {
  const lines = text.split("\n");
  const own = isOwn(lines);
  return lines.flatMap((line, index): Mutant[] => {
    if (line.trim() === "" || own.has(index)) return [];
    const place = line.trim();
    const replaced = (...instead: readonly string[]) => lines.toSpliced(index, 1, ...instead).join("\n");
    const changed = changedLine(line);
    return [
      ...(changed === line
        ? []
        : [{ kind: "changed" as const, place, exact: `line ${index + 1}`, text: replaced(changed) }]),
      { kind: "removed", place, exact: `line ${index + 1}`, text: replaced() },
    ];
  });
}

/** A letter more, or another number, in the last word: what a line ends with is what it is about. */
function changedLine(line: string): string {
  return line.replace(/([A-Za-z_-]+|\d+)([^A-Za-z0-9]*)$/, (_, word: string, rest: string) => {
    const middle = Math.ceil(word.length / 2);
    const other = /^\d/.test(word)
      ? String(Number(word) + 1)
      : `${word.slice(0, middle)}x${word.slice(middle)}`;
    return other + rest;
  });
}

/** Lines of a pipeline that are cig's alone: the functions that all jobs share, and scripts that set tools up. */
export function ownLinesOfBuildkite(lines: readonly string[]): Set<number> {
  const own = new Set<number>();
  let inside: "functions" | "tool" | undefined;
  for (const [index, line] of lines.entries()) {
    if (inside === "functions" && /^(?:\S| {2}\S)/.test(line)) inside = undefined;
    if (/^ {2}CIG_FUNCTIONS: \|/.test(line)) inside = "functions";
    if (inside) own.add(index);
    if (inside === "tool" && /^\s*SCRIPT$/.test(line)) inside = undefined;
    if (/step ['"]Set up .*<<'SCRIPT'$/.test(line)) inside = "tool";
  }
  return own;
}

/** Lines of a Jenkinsfile that are cig's alone: methods behind the pipeline, and scripts that set tools up. */
export function ownLinesOfJenkins(lines: readonly string[]): Set<number> {
  const own = new Set<number>();
  const last = lines.indexOf("}");
  let isTool = false;
  for (const [index, line] of lines.entries()) {
    if (index > last || isTool) own.add(index);
    if (isTool && /^'''|'''\)?$/.test(line)) isTool = false;
    else if (/label: 'Set up /.test(line) && !/'''.*'''/.test(line)) isTool = true;
  }
  return own;
}
