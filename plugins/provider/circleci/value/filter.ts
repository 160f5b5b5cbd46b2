import { type Call, type Expression, Function as Name } from "cig/sdk";
import type { Scope } from "../scope.ts";
import { isBoolean, isComposed, isNumber, type Operand, operandOf, textOf } from "./operand.ts";
import { betweenSlashes, patternFor, wholePattern } from "./pattern.ts";

/** A piece of a filter, and whether an `and` or an `or` holds it together. */
interface Filter {
  readonly source: string;
  readonly joint: "and" | "or" | "none";
}

/**
 * A condition as an expression for `filters` or `when`, which CircleCI decides before the workflow starts. Undefined
 * for one that needs what only the job knows.
 */
export function compileFilter(expression: Expression, scope: Scope): string | undefined {
  return compile(expression, scope)?.source;
}

/** Expressions that must all hold, each once. */
export function allOf(filters: readonly string[]): string {
  const each = [...new Set(filters)];
  return each.length === 1
    ? each[0]!
    : each.map((filter) => (hasJoint(filter, "or") ? `(${filter})` : filter)).join(" and ");
}

export function anyOf(filters: readonly string[]): string {
  const each = [...new Set(filters)];
  return each.length === 1
    ? each[0]!
    : each.map((filter) => (hasJoint(filter, "and") ? `(${filter})` : filter)).join(" or ");
}

/** True where the operator stands outside of strings, patterns and parentheses. */
function hasJoint(filter: string, joint: "and" | "or"): boolean {
  const bare = filter.replace(/"[^"]*"|\/(?:\\.|[^/\\])*\//g, "x");
  let depth = 0;
  return bare.split(/([()]|\s+)/).some((word) => {
    if (word === "(") depth++;
    if (word === ")") depth--;
    return depth === 0 && word === joint;
  });
}

function compile(expression: Expression, scope: Scope): Filter | undefined {
  const { kind } = expression;
  if (kind.case === "call") return compileCall(kind.value, scope);
  const operand = filterOperand(expression, scope);
  if (!operand) return undefined;
  const text = textOf(operand);
  if (operand.kind === "constant") return atom(operand.value ? "true" : "false");
  if (text !== undefined) return atom(text === "" ? "false" : "true");
  if (operand.kind !== "config") return undefined;
  return atom(isBoolean(operand, scope) ? operand.source : `${operand.source} != ""`);
}

function compileCall({ function: name, arguments: inner }: Call, scope: Scope): Filter | undefined {
  const [left, right] = inner;
  switch (name) {
    case Name.AND:
    case Name.OR: {
      const all = inner.map((each) => compile(each, scope)?.source);
      if (!all.every((each) => each !== undefined)) return undefined;
      return name === Name.AND ? { source: allOf(all), joint: "and" } : { source: anyOf(all), joint: "or" };
    }
    case Name.NOT: {
      const negated = compile(left!, scope);
      return negated && atom(`not (${negated.source})`);
    }
    case Name.EQUAL:
    case Name.NOT_EQUAL:
      return compileEqual(left!, right!, name === Name.EQUAL, scope);
    case Name.CONTAINS:
      return compileMatch(left!, right!, (text) => patternFor("contains", text), scope);
    case Name.STARTS_WITH:
      return compilePrefix(left!, right!, scope);
    case Name.ENDS_WITH:
      return compileMatch(left!, right!, (text) => patternFor("suffix", text), scope);
    case Name.MATCHES:
      return compileMatch(left!, right!, wholePattern, scope);
    default:
      return undefined;
  }
}

function compileEqual(
  left: Expression,
  right: Expression,
  isEqual: boolean,
  scope: Scope,
): Filter | undefined {
  const operands = [filterOperand(left, scope), filterOperand(right, scope)] as const;
  const [subject, other] = operands[0]?.kind === "config" ? operands : [operands[1], operands[0]];
  if (!subject || !other) return undefined;
  const text = textOf(other);
  if (subject.kind !== "config") {
    const own = textOf(subject);
    return own === undefined || text === undefined ? undefined : atom(String((own === text) === isEqual));
  }
  if (text === undefined)
    return other.kind === "config"
      ? atom(`${subject.source} ${isEqual ? "==" : "!="} ${other.source}`)
      : undefined;
  const value = constantFor(text, subject, scope);
  if (value !== undefined) return atom(`${subject.source} ${isEqual ? "==" : "!="} ${value}`);
  const match = `${subject.source} matches ${betweenSlashes(patternFor("equal", text))}`;
  return atom(isEqual ? match : `not (${match})`);
}

function compilePrefix(left: Expression, right: Expression, scope: Scope): Filter | undefined {
  const text = textOf(operandOf(right, scope));
  const subject = filterOperand(left, scope);
  if (text !== undefined && subject?.kind === "config" && isPlainText(text))
    return atom(`${subject.source} starts-with "${text}"`);
  return compileMatch(left, right, (prefix) => patternFor("prefix", prefix), scope);
}

function compileMatch(
  left: Expression,
  right: Expression,
  pattern: (text: string) => string,
  scope: Scope,
): Filter | undefined {
  const subject = filterOperand(left, scope);
  const text = textOf(operandOf(right, scope));
  if (subject?.kind !== "config" || text === undefined) return undefined;
  return atom(`${subject.source} matches ${betweenSlashes(pattern(text))}`);
}

/** A value whose operators cannot mix with those around it. */
function filterOperand(expression: Expression, scope: Scope): Operand | undefined {
  const operand = operandOf(expression, scope);
  return operand?.kind === "config" && isComposed(operand)
    ? { ...operand, source: `(${operand.source})` }
    : operand;
}

function constantFor(text: string, subject: Operand, scope: Scope): string | undefined {
  if (isBoolean(subject, scope) && /^(?:true|false)$/.test(text)) return text;
  if (isNumber(subject, scope) && /^-?\d+$/.test(text)) return text;
  return isPlainText(text) ? `"${text}"` : undefined;
}

/** The documentation names no escapes for strings; what would need one becomes a pattern. */
function isPlainText(text: string): boolean {
  return !/["\\\0-\x1f\x7f]|<<|>>/.test(text);
}

function atom(source: string): Filter {
  return { source, joint: "none" };
}
