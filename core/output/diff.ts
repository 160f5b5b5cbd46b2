import type { FileChange } from "./compare.ts";

/** A line of a unified diff, without its mark; colours and marks are left to who prints it. */
export interface DiffLine {
  /** "file": `--- a/…` and `+++ b/…`, whole · "hunk": `@@ … @@`, whole · "note": about the line before. */
  readonly kind: "file" | "hunk" | "context" | "added" | "removed" | "note";
  readonly text: string;
}

/** The difference in lines; empty for a file that stays the same. CRLF and LF are not told apart. */
export async function diffFile(
  change: Pick<FileChange, "path" | "change" | "before" | "after">,
  contextLines = 3,
): Promise<DiffLine[]> {
  const before = (change.before ?? "").replaceAll("\r\n", "\n");
  const after = (change.after ?? "").replaceAll("\r\n", "\n");
  if (change.change === "same") return [];
  return [
    line("file", change.change === "create" ? "--- /dev/null" : `--- a/${change.path}`),
    line("file", change.change === "delete" ? "+++ /dev/null" : `+++ b/${change.path}`),
    ...((await shortest(before, after, contextLines)) ?? whole(before, after)),
  ];
}

/** Undefined where nothing is common, or too little to look for. */
async function shortest(before: string, after: string, context: number): Promise<DiffLine[] | undefined> {
  if (before === "" || after === "") return undefined;
  const { structuredPatch } = await import("diff");
  const patch = structuredPatch("", "", before, after, "", "", { context, maxEditLength: mostEdits });
  return patch?.hunks.flatMap((hunk) => [
    line("hunk", `@@ -${range(hunk.oldStart, hunk.oldLines)} +${range(hunk.newStart, hunk.newLines)} @@`),
    ...hunk.lines.map(toLine),
  ]);
}

function whole(before: string, after: string): DiffLine[] {
  const removed = marked(before, "-");
  const added = marked(after, "+");
  const count = (lines: readonly string[]) => lines.filter((text) => !text.startsWith("\\")).length;
  const ranges = [removed, added].map((lines) => range(1, count(lines)));
  if (removed.length + added.length === 0) return [];
  return [line("hunk", `@@ -${ranges[0]} +${ranges[1]} @@`), ...[...removed, ...added].map(toLine)];
}

function marked(text: string, mark: string): string[] {
  if (text === "") return [];
  const lines = text
    .replace(/\n$/, "")
    .split("\n")
    .map((content) => mark + content);
  return text.endsWith("\n") ? lines : [...lines, "\\ No newline at end of file"];
}

/** Beyond it the search for the shortest difference takes too long. */
const mostEdits = 2_000;

function line(kind: DiffLine["kind"], text: string): DiffLine {
  return { kind, text };
}

function range(start: number, count: number): string {
  return count === 1 ? `${start}` : `${count === 0 ? start - 1 : start},${count}`;
}

function toLine(marked: string): DiffLine {
  const text = marked.slice(1);
  if (marked.startsWith("+")) return line("added", text);
  if (marked.startsWith("-")) return line("removed", text);
  return marked.startsWith("\\") ? line("note", marked) : line("context", text);
}
