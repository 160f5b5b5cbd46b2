import { evaluate } from "./evaluate.ts";
import { portableName } from "./names.ts";
import { type Node, parseExpression } from "./parse.ts";
import { printExpression } from "./print.ts";
import { type Table, textOf, type Value } from "./value.ts";

/** A text cut into characters and expressions, which stand at the odd places. */
export function cutExpressions(text: string): string[] {
  const pieces: string[] = [];
  let rest = text;
  for (let start = rest.indexOf("${{"); start >= 0; start = rest.indexOf("${{")) {
    const end = endOf(rest, start + 3);
    if (end === undefined) break;
    pieces.push(rest.slice(0, start), rest.slice(start + 3, end).trim());
    rest = rest.slice(end + 2);
  }
  return [...pieces, rest];
}

/**
 * A text in cig's notation: values of `known` (the matrix, inputs) in their places, names that only the run knows as
 * `{{ git.sha }}`, anything else of GitHub's as `{{ github: … }}`.
 */
export function readText(value: unknown, known: Table): string {
  const source = value === null || value === undefined ? "" : String(value);
  const text = cutExpressions(source)
    .map((piece, index) => (index % 2 === 0 ? piece : expressionText(piece, known)))
    .join("");
  return text.replaceAll(runUrl, "{{ run.url }}");
}

const runUrl = "{{ github: github.server_url }}/{{ github: github.repository }}/actions/runs/{{ run.id }}";

function expressionText(source: string, known: Table): string {
  const node = parseExpression(source);
  if (!node) return `{{ github: ${source} }}`;
  const name = portableName(node);
  // An input of a composite action is known where the action is called.
  const value = textOf(evaluate(node, { names: known }));
  if (value !== undefined) return value;
  if (name !== undefined) return `{{ ${name} }}`;
  return `{{ github: ${printExpression(node)} }}`;
}

/** The value of a text that is one expression and nothing else; undefined for any other text. */
export function wholeValue(value: unknown, known: Table): Value | undefined {
  const pieces = typeof value === "string" ? cutExpressions(value.trim()) : [];
  const node = pieces.length === 3 && !pieces[0] && !pieces[2] ? parseExpression(pieces[1]!) : undefined;
  return node && evaluate(node, { names: known });
}

/** The tree of the value of an `if`; undefined for none. `${{ }}` around the whole is as good as none. */
export function conditionNode(value: unknown): Node | undefined {
  if (value === undefined || value === null) return undefined;
  const source = String(value).trim();
  const pieces = cutExpressions(source);
  if (pieces.length === 1) return parseExpression(source);
  if (pieces.length === 3 && pieces[0] === "" && pieces[2] === "") return parseExpression(pieces[1]!);
  // GitHub makes a text of it, and a text with a character in it is true.
  return { kind: "literal", value: true };
}

/** Where an expression ends whose strings may hold "}}". */
function endOf(text: string, start: number): number | undefined {
  for (let at = start; at < text.length; at++) {
    if (text[at] === "'") {
      at = text.indexOf("'", at + 1);
      if (at < 0) return undefined;
    } else if (text.startsWith("}}", at)) return at;
  }
  return undefined;
}
