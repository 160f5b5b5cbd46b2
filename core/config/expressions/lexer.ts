import { type ExpressionError, unreadable } from "./error.ts";

/** A word of an expression with its place in the source: `offset` inclusive, `end` exclusive. */
export type Token = { readonly offset: number; readonly end: number } & (
  | { readonly kind: "name"; readonly path: readonly string[] }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "sign"; readonly value: Sign }
  | { readonly kind: "end" }
);

export type Sign = "==" | "!=" | "&&" | "||" | "!" | "(" | ")" | "," | "}}";

/** Reads the token at or after `offset`, blanks skipped. */
export function nextToken(source: string, offset: number): { token?: Token; error?: ExpressionError } {
  let start = offset;
  while (start < source.length && /\s/.test(source[start]!)) start++;
  if (start >= source.length) return { token: { kind: "end", offset: start, end: start } };
  const char = source[start]!;
  if (char === '"' || char === "'") return quoted(source, start, char);
  for (const value of signs)
    if (source.startsWith(value, start)) {
      if (value === "==" && source[start + 2] === "=") break;
      return { token: { kind: "sign", value, offset: start, end: start + value.length } };
    }
  const name = match(namePattern, source, start);
  if (name !== undefined)
    return { token: { kind: "name", path: name.split("."), offset: start, end: start + name.length } };
  const number = match(numberPattern, source, start);
  if (number !== undefined)
    return { token: { kind: "number", value: Number(number), offset: start, end: start + number.length } };
  return { error: strange(source, start) };
}

/** In the order in which they are tried: longer ones first. */
const signs: readonly Sign[] = ["==", "!=", "&&", "||", "}}", "!", "(", ")", ","];

/** `-` belongs to names (`jobs.build-web.outputs.x`): there is no subtraction. */
const namePattern = /[A-Za-z_][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_][A-Za-z0-9_-]*)*/y;
const numberPattern = /-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?(?![\w.])/y;

function match(pattern: RegExp, source: string, offset: number): string | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(source)?.[0];
}

function quoted(source: string, start: number, quote: string): { token?: Token; error?: ExpressionError } {
  let value = "";
  let from = start + 1;
  for (;;) {
    const at = source.indexOf(quote, from);
    if (at < 0)
      return {
        error: unreadable(`The text that begins with ${quote} has no end.`, start, `Close it with ${quote}.`),
      };
    value += source.slice(from, at);
    if (source[at + 1] !== quote) return { token: { kind: "text", value, offset: start, end: at + 1 } };
    value += quote;
    from = at + 2;
  }
}

function strange(source: string, offset: number): ExpressionError {
  const char = String.fromCodePoint(source.codePointAt(offset)!);
  const shown = source.startsWith("===", offset) ? "===" : char;
  return unreadable(
    `"${shown}" has no meaning in an expression.`,
    offset,
    hints[shown],
    offset + shown.length,
  );
}

const hints: Record<string, string | undefined> = {
  "===": "Compare with ==.",
  "=": "Compare with ==.",
  "&": "Write && for and.",
  "|": "Write || for or.",
  "<": "Only == and != compare.",
  ">": "Only == and != compare.",
  "[": "Write fields with a dot, such as matrix.os.",
  ".": "A name begins with a letter, such as git.branch.",
  "+": 'Expressions do not compute; join text as "{{ A }}{{ B }}".',
  "{": "Inside an expression names stand without {{ }}.",
  $: "Names stand without $, such as git.branch or env.NAME.",
};
