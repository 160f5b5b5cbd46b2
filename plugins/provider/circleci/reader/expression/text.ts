import { evaluate, type Names, type Value } from "./evaluate.ts";
import { parseExpression } from "./parse.ts";

/** A text cut into characters and expressions, which stand at the odd places. `\<<` is two characters. */
export function cutExpressions(text: string): string[] {
  return text.split(/(?<!\\)<<\s*((?:"[^"]*"|(?!>>)[^"])*?)\s*>>/s);
}

/** The characters of a text without expressions: `\<<` is `<<`. */
export function unescaped(text: string): string {
  return text.replaceAll("\\<<", "<<");
}

/** The value of a text: of an expression alone with its kind, of anything else a text; undefined where the run decides. */
export function valueOfText(text: string, names: Names): Value {
  const pieces = cutExpressions(text);
  const values = pieces.map((piece, index): Value => {
    if (index % 2 === 0) return unescaped(piece);
    const node = parseExpression(piece);
    return node && evaluate(node, names);
  });
  if (values.length === 3 && values[0] === "" && values[2] === "") return values[1];
  return values.includes(undefined) ? undefined : values.join("");
}

/**
 * Puts values in the places of `<< parameters.x >>` and `<< matrix.x >>`, in texts, lists and tables. A text that is
 * nothing but one of these becomes the value, whatever its kind. All else stays.
 */
export function substitute(value: unknown, given: ReadonlyMap<string, unknown>): unknown {
  if (typeof value === "string") return substituteText(value, given);
  if (Array.isArray(value)) return value.map((each) => substitute(each, given));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [String(substituteText(key, given)), substitute(each, given)]),
  );
}

function substituteText(text: string, given: ReadonlyMap<string, unknown>): unknown {
  const pieces = cutExpressions(text);
  if (pieces.length === 1) return text;
  if (pieces.length === 3 && pieces[0] === "" && pieces[2] === "" && given.has(pieces[1]!))
    return given.get(pieces[1]!);
  return pieces
    .map((piece, index) => {
      if (index % 2 === 0) return piece;
      return given.has(piece) ? String(given.get(piece)) : `<< ${withValues(piece, given)} >>`;
    })
    .join("");
}

/** Parameters inside of a larger expression. */
function withValues(source: string, given: ReadonlyMap<string, unknown>): string {
  return source.replace(/"[^"]*"|\b(?:parameters|matrix)\.[\w.-]+/g, (found) =>
    given.has(found) ? JSON.stringify(given.get(found)) : found,
  );
}
