import type { Place } from "../../diagnostic/diagnostic.ts";
import { locate } from "../positions.ts";

/** The line in which the key or table at `place` stands for the first time, where that can be told. */
export function lineOfRepeated(source: string, place: Place): number | undefined {
  const lines = source.split("\n");
  const before = `${lines.slice(0, place.line - 1).join("\n")}\n`;
  const line = place.sourceLine ?? "";
  const header = headerOf(line);
  if (header) return locate(place.file, before).keyAt(header)?.line;
  const table =
    [...before.matchAll(/^[ \t]*\[.*$/gm)].map(([each]) => headerOf(each)).findLast(Boolean) ?? [];
  const key = /^\s*([\w-]+)\s*=/.exec(line)?.[1];
  if (key === undefined) return undefined;
  const path = [...table, key];
  const first = locate(place.file, before).keyAt(path);
  // An ancestor's place would be the header: no key of this name was found.
  return first && new RegExp(`^\\s*["']?${key}\\b`).test(first.sourceLine ?? "") ? first.line : undefined;
}

/** Segments of a plain `[a.b]`; elements of arrays of tables are not followed. */
function headerOf(line: string): string[] | undefined {
  const name = /^\s*\[([\w.-]+)\]/.exec(line)?.[1];
  return name?.split(".");
}
