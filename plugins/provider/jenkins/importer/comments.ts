import type { ImportedComment } from "cig/sdk/import";
import type { Stmt } from "../reader/syntax.ts";

/** The comments above the pipeline are about the file. */
export function commentsOf(file: readonly Stmt[], pipeline: readonly Stmt[]): ImportedComment[] {
  const at = file.findIndex(
    (each) => each.kind === "expression" && each.expr.kind === "call" && each.expr.body === pipeline,
  );
  const lines = file
    .slice(0, at < 0 ? 0 : at)
    .flatMap((each) => (each.kind === "comment" ? linesOf(each.text) : []));
  const inside = pipeline.flatMap((each) => (each.kind === "comment" ? linesOf(each.text) : []));
  const all = [...lines, ...inside];
  return all.length > 0 ? [{ path: [], lines: all }] : [];
}

function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.replace(/^\s*\*? ?/, "").trimEnd())
    .filter((line) => line !== "");
}
