import type { ImportedComment } from "../../../../sdk/import/imported.ts";
import { tomlComment } from "../../init/toml.ts";
import type { Path } from "./value.ts";

/** The comments of a file that is being written. */
export interface Comments {
  /** The lines that stand before a value, each with its end. */
  before(path: Path, indent?: string): string;
  /** True where one stands inside of a value. */
  isBelow(path: Path): boolean;
}

export function openComments(comments: readonly ImportedComment[]): Comments {
  const byPath = new Map<string, string[]>();
  const above = new Set<string>();
  for (const { path, lines } of comments) {
    const key = keyOf(path);
    byPath.set(key, [...(byPath.get(key) ?? []), ...lines]);
    for (let length = 0; length < path.length; length++) above.add(keyOf(path.slice(0, length)));
  }
  return {
    before: (path, indent = "") =>
      (byPath.get(keyOf(path)) ?? []).map((line) => `${indent}${tomlComment(line)}\n`).join(""),
    isBelow: (path) => above.has(keyOf(path)),
  };
}

function keyOf(path: Path): string {
  return path.map(String).join("\n");
}
