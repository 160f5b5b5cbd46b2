import { data, Evaluator, Lexer, Parser } from "@actions/expressions";
import { reviver } from "@actions/expressions/data/reviver";
import type { FunctionDefinition } from "@actions/expressions/funcs/info";

export type Contexts = Readonly<Record<string, unknown>>;

/** What success(), failure(), always() and cancelled() say here. */
export interface Before {
  readonly succeeded: boolean;
  readonly failed: boolean;
  /** The run was cancelled. */
  readonly cancelled?: boolean;
}

/** A condition as GitHub decides it: without a question about what came before, success() is meant. */
export function holds(condition: unknown, contexts: Contexts, before: Before): boolean {
  if (condition === undefined || condition === null) return before.succeeded;
  const source = String(condition).replace(/^\s*\$\{\{([\s\S]*)\}\}\s*$/, "$1");
  if (source.trim() === "") return before.succeeded;
  const asksStatus = /\b(?:success|failure|always|cancelled)\s*\(/.test(source);
  const value = evaluate(source, contexts, before);
  return isTruthy(value) && (asksStatus || before.succeeded);
}

/** A text with every `${{ … }}` in it replaced. */
export function fill(text: unknown, contexts: Contexts, before: Before): string {
  if (text === undefined || text === null) return "";
  return String(text).replace(/\$\{\{((?:[^}']|'(?:[^']|'')*'|\}(?!\}))*)\}\}/g, (_, source: string) =>
    toText(evaluate(source, contexts, before)),
  );
}

/** A value that may be one expression as a whole, with its type. */
export function plainValue(value: unknown, contexts: Contexts, before: Before): unknown {
  const whole = typeof value === "string" && /^\s*\$\{\{([\s\S]*)\}\}\s*$/.exec(value);
  if (whole && !whole[1]!.includes("${{")) return toPlain(evaluate(whole[1]!, contexts, before));
  return typeof value === "string" ? fill(value, contexts, before) : value;
}

function evaluate(source: string, contexts: Contexts, before: Before): data.ExpressionData {
  const status = (name: string, value: boolean): FunctionDefinition => ({
    name,
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(value),
  });
  const functions = [
    status("success", before.succeeded),
    status("failure", before.failed),
    status("always", true),
    status("cancelled", before.cancelled === true),
    {
      name: "hashFiles",
      minArgs: 1,
      maxArgs: 255,
      call: (...patterns: data.ExpressionData[]) => new data.StringData(patterns.map(toText).join("+")),
    },
  ];
  const { tokens } = new Lexer(source).lex();
  const tree = new Parser(tokens, Object.keys(contexts), functions).parse();
  const context = JSON.parse(JSON.stringify(contexts), reviver) as data.Dictionary;
  return new Evaluator(
    tree,
    context,
    new Map(functions.map((each) => [each.name.toLowerCase(), each])),
  ).evaluate();
}

function toText(value: data.ExpressionData): string {
  return value.kind === data.Kind.Null ? "" : value.coerceString();
}

function toPlain(value: data.ExpressionData): unknown {
  if (value.kind === data.Kind.Null) return null;
  return JSON.parse(JSON.stringify(value, data.replacer));
}

function isTruthy(value: data.ExpressionData): boolean {
  if (value.kind === data.Kind.Boolean) return value.value;
  if (value.kind === data.Kind.Number) return value.value !== 0 && !Number.isNaN(value.value);
  if (value.kind === data.Kind.String) return value.value !== "";
  return value.kind !== data.Kind.Null;
}
