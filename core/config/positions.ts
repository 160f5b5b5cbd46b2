import type { Place } from "../diagnostic/diagnostic.ts";
import { type Node, scan } from "./positions/scan.ts";
import { offsetInString } from "./positions/string.ts";

/**
 * Finds the places of values in a TOML text. smol-toml has read the text before and knows no places; a parser
 * that does (toml-eslint-parser) needs 1.2 s for 10,000 jobs, and `plan --json` asks for a place per job. So the
 * text is scanned here, once, at the first question; the tests compare the outcome with that parser.
 */
export interface Positions {
  /** Of a table its header or key, of anything else the value; the nearest existing ancestor. */
  valueAt(path: readonly (string | number)[], offset?: number, end?: number): Place | undefined;
  /** The key, where there is one; else as `valueAt`. */
  keyAt(path: readonly (string | number)[]): Place | undefined;
  /** Floats that lose a zero at their end and with it a meaning, such as 3.10: what was written, and where. */
  roundedFloats(): { text: string; place: Place }[];
  /** The place of a range of the source. */
  placeOf(start: number, end: number): Place;
  /** The same for a line and a column, both from 1. */
  placeOfLine(line: number, column: number): Place;
}

/** Promises places for any text, also one that is no TOML: then of what stands before the mistake. */
export function locate(file: string, source: string): Positions {
  let root: Node | undefined;
  let lines: number[] | undefined;
  return { valueAt, keyAt, roundedFloats, placeOf, placeOfLine };

  function valueAt(path: readonly (string | number)[], offset?: number, end?: number): Place | undefined {
    const { node, exact } = find(path);
    if (node === undefined) return undefined;
    if (exact && offset !== undefined && node.value !== undefined) {
      const [start, stop] = node.value;
      const at = (index: number) => offsetInString(source, start, stop, index);
      return placeOf(at(offset), end === undefined ? at(offset) + 1 : at(end));
    }
    const range = !exact || isTable(node) ? (node.key ?? node.value) : (node.value ?? node.key);
    return range && placeOf(...range);
  }

  function keyAt(path: readonly (string | number)[]): Place | undefined {
    const { node } = find(path);
    const range = node?.key ?? node?.value;
    return range && placeOf(...range);
  }

  function roundedFloats(): { text: string; place: Place }[] {
    const found: { text: string; place: Place }[] = [];
    const open: [node: Node, path: readonly string[]][] = [[tree(), []]];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const [node, path] = next;
      if (isMoney(path)) continue;
      if (node.children) for (const [key, child] of node.children) open.push([child, [...path, key]]);
      else if (node.value) {
        const text = source.slice(...node.value);
        if (/^[+-]?\d+\.\d*0$/.test(text)) found.push({ text, place: placeOf(...node.value) });
      }
    }
    return found;
  }

  /** The node of a path, or the nearest ancestor that stands in the text; nothing for the file as a whole. */
  function find(path: readonly (string | number)[]): { node: Node | undefined; exact: boolean } {
    let node = tree();
    let written: Node | undefined;
    for (const segment of path) {
      const child = node.children?.get(String(segment));
      if (child === undefined) return { node: written, exact: false };
      node = child;
      if (node.key !== undefined || node.value !== undefined) written = node;
    }
    return { node: written, exact: written === node };
  }

  function isTable(node: Node): boolean {
    return node.value === undefined || source[node.value[0]] === "{";
  }

  function tree(): Node {
    root ??= scan(source);
    return root;
  }

  function placeOfLine(line: number, column: number): Place {
    lines ??= lineStarts(source);
    const start = lines[line - 1]! + column - 1;
    return placeOf(start, start + 1);
  }

  function placeOf(start: number, end: number): Place {
    lines ??= lineStarts(source);
    const index = lineOf(lines, start);
    const lineStart = lines[index]!;
    const sourceLine = source
      .slice(lineStart, (lines[index + 1] ?? source.length + 1) - 1)
      .replace(/\r$/, "");
    // The end of a line is one place, also where it is written as two characters.
    const column = Math.min(start - lineStart, sourceLine.length) + 1;
    // What spans several lines is marked to the end of the first.
    const endColumn = Math.max(Math.min(end - lineStart, sourceLine.length) + 1, column + 1);
    return { file, line: index + 1, column, endColumn, sourceLine };
  }
}

function lineStarts(source: string): number[] {
  const starts = [0];
  for (let at = source.indexOf("\n"); at >= 0; at = source.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** Index of the last line that begins at or before `offset`. */
function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** 1.50 USD are 1.5 USD. */
function isMoney(path: readonly string[]): boolean {
  const [first, second] = path[0] === "profiles" ? path.slice(2) : path;
  return first === "policy" && second === "cost";
}
