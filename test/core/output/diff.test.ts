import { expect, it } from "vitest";
import { type DiffLine, diffFile } from "../../../core/output/diff.ts";

const marks = { file: "", hunk: "", context: " ", added: "+", removed: "-", note: "" } as const;
const show = (lines: readonly DiffLine[]) => lines.map(({ kind, text }) => marks[kind] + text);

it("shows changed lines with their surroundings", async () => {
  const before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
  const after = before.replace("5\n", "five\nand more\n");
  expect(show(await diffFile({ path: "a.yml", change: "update", before, after }))).toEqual([
    "--- a/a.yml",
    "+++ b/a.yml",
    "@@ -2,7 +2,8 @@",
    " 2",
    " 3",
    " 4",
    "-5",
    "+five",
    "+and more",
    " 6",
    " 7",
    " 8",
  ]);
});

it("names nothing as the other side of new and removed files", async () => {
  expect(show(await diffFile({ path: "a", change: "create", after: "x\ny\n" }))).toEqual([
    "--- /dev/null",
    "+++ b/a",
    "@@ -0,0 +1,2 @@",
    "+x",
    "+y",
  ]);
  expect(show(await diffFile({ path: "a", change: "delete", before: "x\n" }))).toEqual([
    "--- a/a",
    "+++ /dev/null",
    "@@ -1 +0,0 @@",
    "-x",
  ]);
});

it("has nothing to show for equal files, nor for line ends", async () => {
  expect(await diffFile({ path: "a", change: "same", before: "x", after: "x" })).toEqual([]);
  expect(
    show(await diffFile({ path: "a", change: "update", before: "x\r\ny\r\n", after: "x\nz\n" })),
  ).toEqual(["--- a/a", "+++ b/a", "@@ -1,2 +1,2 @@", " x", "-y", "+z"]);
});

it("notes a missing end of line", async () => {
  expect(show(await diffFile({ path: "a", change: "update", before: "x", after: "x\n" }))).toEqual([
    "--- a/a",
    "+++ b/a",
    "@@ -1 +1 @@",
    "-x",
    "\\ No newline at end of file",
    "+x",
  ]);
});

it("comes to an end on large files that have nothing in common", async () => {
  const text = (word: string) => Array.from({ length: 12_000 }, (_, index) => `${word} ${index}\n`).join("");
  const lines = await diffFile({ path: "a", change: "update", before: text("a"), after: text("b") });
  expect(lines.filter(({ kind }) => kind === "removed")).toHaveLength(12_000);
  expect(lines.filter(({ kind }) => kind === "added")).toHaveLength(12_000);
});
