import { stringEnd } from "../../../config/positions/string.ts";

/** A header, or a key with its value, of a TOML text; ranges are [start, end) in UTF-16 code units. */
export interface Statement {
  readonly kind: "header" | "pair";
  /** From the first character of the line to the one behind the line's end. */
  readonly start: number;
  readonly end: number;
}

/** The statements of a text that a real parser has accepted, in order; blank lines and comments lie between them. */
export function statementsOf(source: string): Statement[] {
  const found: Statement[] = [];
  let at = 0;
  while (at < source.length) {
    const start = at;
    const first = /[^\s]/.exec(source.slice(at, lineEnd(source, at)))?.[0];
    if (first === undefined || first === "#") {
      at = lineEnd(source, at);
      continue;
    }
    at = statementEnd(source, at);
    found.push({ kind: first === "[" ? "header" : "pair", start, end: at });
  }
  return found;
}

/** Behind the line end that is in no string and in no bracket. */
function statementEnd(source: string, start: number): number {
  let depth = 0;
  let at = start;
  while (at < source.length) {
    const character = source[at]!;
    if (character === '"' || character === "'") {
      at = stringEnd(source, at);
      continue;
    }
    if (character === "#") {
      at = lineEnd(source, at);
      if (depth === 0) return at;
      continue;
    }
    if ("[{".includes(character)) depth++;
    if ("]}".includes(character)) depth--;
    at++;
    if (character === "\n" && depth <= 0) return at;
  }
  return at;
}

/** Behind the end of the line that `at` is in. */
export function lineEnd(source: string, at: number): number {
  const end = source.indexOf("\n", at);
  return end < 0 ? source.length : end + 1;
}

/** Where the line begins that `at` is in. */
export function lineStart(source: string, at: number): number {
  return source.lastIndexOf("\n", at - 1) + 1;
}
