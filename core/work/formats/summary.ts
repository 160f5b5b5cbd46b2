import { reasonText } from "../../verdict/verdict.ts";
import type { Decided } from "../result.ts";

/** Markdown for the page of a run: what runs, what is left out, and why. */
export function summaryOf(all: readonly Decided[]): string {
  const skipped = all.filter(({ verdict }) => verdict.verdict === "skip").length;
  const rows = all.map(
    ({ verdict }) =>
      `| \`${cell(verdict.id)}\` | ${verdict.verdict === "skip" ? "left out" : "runs"} | ${cell(reasonText(verdict.reason))} |`,
  );
  return [
    `### ${all.length - skipped} of ${all.length} jobs run, ${skipped} left out`,
    "",
    "| job | | why |",
    "| --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}

/** What others wrote (names of files, texts of a store) must not become markup. */
function cell(text: string): string {
  return text
    .replace(/[\0-\x1f\x7f]/g, " ")
    .replace(/[&<>|`\\[\]()*_~!#]/g, (character) => `&#${character.charCodeAt(0)};`);
}
