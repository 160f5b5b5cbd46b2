import { parseText } from "../../config/expressions.ts";
import type { Span } from "./cursor.ts";

/** A script whose `{{ "…" }}` are written out, and the names that are left in it. */
export interface FoundNames {
  readonly script: string;
  readonly names: readonly FoundName[];
}

/** A `{{ name }}` in a script. */
export interface FoundName extends Span {
  readonly name: string;
  /** Where it stands in the script as the author wrote it. */
  readonly offset: number;
}

/**
 * Finds every `{{ name }}`. `{{ "…" }}` becomes the characters in the quotes, as everywhere in cig.toml. What is
 * neither stays as it is: such a script is refused when cig.toml is read.
 */
export function findNames(source: string): FoundNames {
  const names: FoundName[] = [];
  const pieces: string[] = [];
  let length = 0;
  let from = 0;
  const copy = (piece: string) => {
    pieces.push(piece);
    length += piece.length;
  };
  for (let open = source.indexOf("{{"); open !== -1; open = source.indexOf("{{", from)) {
    hole.lastIndex = open;
    const found = hole.exec(source);
    // In `{{{ x }}` the outer brace is the shell's.
    const end = open + (found?.[0].length ?? 1);
    copy(source.slice(from, open));
    const name = found?.[1];
    if (name !== undefined) names.push({ start: length, end: length + found![0].length, name, offset: open });
    copy(name === undefined && found ? written(found[0]) : source.slice(open, end));
    from = end;
  }
  copy(source.slice(from));
  return { script: pieces.join(""), names };
}

const hole = /\{\{\s*(?:([A-Za-z_][\w-]*(?:\.[A-Za-z0-9_][\w-]*)*)|"(?:[^"]|"")*"|'(?:[^']|'')*')\s*\}\}/y;

/** The characters that a hole with quoted text stands for. */
function written(text: string): string {
  const part = parseText(text).text?.parts[0]?.kind;
  return part?.case === "literal" ? part.value : "";
}
