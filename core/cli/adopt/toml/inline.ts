import type { TomlValue } from "../../../../sdk/import/imported.ts";
import { lineEnd, lineStart } from "./statements.ts";
import { entryText, valueText } from "./value-text.ts";

type Range = readonly [start: number, end: number];

/** A table between braces with one key more, behind those that it has. */
export function addToInline(
  source: string,
  [start, end]: Range,
  entries: readonly Range[],
  keys: readonly string[],
  value: TomlValue,
): string {
  const last = entries.at(-1)?.[1];
  if (last === undefined) return `${source.slice(0, start)}{ ${entryText(keys, value)} }${source.slice(end)}`;
  const first = entries[0]![0];
  const isLong = source.slice(start, first).includes("\n");
  if (!isLong) return `${source.slice(0, last)}, ${entryText(keys, value)}${source.slice(last)}`;
  const indent = indentOf(source, first);
  return addLine(source, last, `${indent}${entryText(keys, value, indent).trimStart()},`);
}

/** A list with one item more, before the one of an index or at its end. */
export function addItem(
  source: string,
  [start, end]: Range,
  items: readonly Range[],
  index: number,
  value: TomlValue,
): string {
  if (items.length === 0)
    return `${source.slice(0, start)}[${valueText(value, [], { before: 1, indent: "" })}]${source.slice(end)}`;
  const first = items[0]![0];
  const isLong = source.slice(start, first).includes("\n");
  const indent = indentOf(source, first);
  const text = valueText(value, [], { before: indent.length + 1, indent });
  const previous = items[Math.min(index, items.length) - 1];
  if (previous && isLong) return addLine(source, previous[1], `${indent}${text},`);
  if (previous) return `${source.slice(0, previous[1])}, ${text}${source.slice(previous[1])}`;
  if (!isLong) return `${source.slice(0, first)}${text}, ${source.slice(first)}`;
  const at = lineEnd(source, start);
  return `${source.slice(0, at)}${indent}${text},\n${source.slice(at)}`;
}

/** An entry of a table or an item of a list goes, with its comma, and with its line where nothing else stands there. */
export function removeEntry(source: string, [open, close]: Range, [start, end]: Range): string {
  const comma = /^[ \t]*,[ \t]*/.exec(source.slice(end, close))?.[0].length ?? 0;
  const from = lineStart(source, start);
  const rest = source.slice(end + comma, lineEnd(source, end));
  const isAlone =
    from > open && /^[ \t]*$/.test(source.slice(from, start)) && /^[ \t]*(?:#.*)?\r?\n$/.test(rest);
  if (isAlone) return source.slice(0, from) + source.slice(lineEnd(source, end));
  if (comma > 0) return source.slice(0, start) + source.slice(end + comma);
  // The last one: the comma before it goes.
  const before = /,[ \t]*$/.exec(source.slice(open, start))?.[0].length ?? 0;
  return source.slice(0, start - before) + source.slice(end);
}

/** A line of its own behind the one in which an entry ends; the entry gets a comma if it has none. */
function addLine(source: string, end: number, line: string): string {
  const hasComma = /^\s*,/.test(source.slice(end));
  const text = hasComma ? source : `${source.slice(0, end)},${source.slice(end)}`;
  const at = lineEnd(text, end);
  return `${text.slice(0, at)}${line}\n${text.slice(at)}`;
}

function indentOf(source: string, at: number): string {
  return /^[ \t]*/.exec(source.slice(lineStart(source, at)))![0];
}
