import { type Call, type Expression, Function as Name, type Table, table, type Yaml } from "cig/sdk";
import type { Scope } from "../scope.ts";
import { escaped } from "./characters.ts";
import { isBoolean, isComposed, isNumber, type Operand, operandOf, textOf } from "./operand.ts";
import { patternFor, wholePattern } from "./pattern.ts";

/**
 * A condition as a logic statement, which CircleCI decides before the pipeline starts: the `condition` of a `when`
 * step. Undefined for one that needs what only the job knows.
 */
export function compileLogic(expression: Expression, scope: Scope): Yaml | undefined {
  const { kind } = expression;
  if (kind.case === "call") return compileCall(kind.value, scope);
  const operand = operandOf(expression, scope);
  if (!operand) return undefined;
  const text = textOf(operand);
  if (operand.kind === "constant") return Boolean(operand.value);
  if (text !== undefined) return text !== "";
  if (operand.kind !== "config" || isComposed(operand)) return undefined;
  // Of an absent value CircleCI says that it is not true, and not that it is empty.
  return isBoolean(operand, scope) || operand.source.startsWith("pipeline.")
    ? `<< ${operand.source} >>`
    : not(equal("", `<< ${operand.source} >>`));
}

function compileCall({ function: name, arguments: inner }: Call, scope: Scope): Yaml | undefined {
  const [left, right] = inner;
  switch (name) {
    case Name.AND:
    case Name.OR: {
      const all = inner.map((each) => compileLogic(each, scope));
      return all.every((each) => each !== undefined)
        ? table([name === Name.AND ? "and" : "or", all as Yaml[]])
        : undefined;
    }
    case Name.NOT: {
      const negated = compileLogic(left!, scope);
      return negated === undefined ? undefined : not(negated);
    }
    case Name.EQUAL:
      return compileEqual(left!, right!, scope);
    case Name.NOT_EQUAL: {
      const same = compileEqual(left!, right!, scope);
      return same && not(same);
    }
    case Name.CONTAINS:
      return compileMatch(left!, right!, (text) => patternFor("contains", text), scope);
    case Name.STARTS_WITH:
      return compileMatch(left!, right!, (text) => patternFor("prefix", text), scope);
    case Name.ENDS_WITH:
      return compileMatch(left!, right!, (text) => patternFor("suffix", text), scope);
    case Name.MATCHES:
      return compileMatch(left!, right!, wholePattern, scope);
    default:
      return undefined;
  }
}

function compileEqual(left: Expression, right: Expression, scope: Scope): Table | undefined {
  const [a, b] = [operandOf(left, scope), operandOf(right, scope)];
  if (isComposed(a) || isComposed(b)) return undefined;
  const [value, other] = a?.kind === "config" ? [a, b] : [b, a];
  if (value?.kind === "config" && value.source.startsWith("pipeline.") && textOf(other) === "")
    return not(`<< ${value.source} >>`);
  const [first, second] = [valueFor(a, b, scope), valueFor(b, a, scope)];
  return first === undefined || second === undefined ? undefined : equal(first, second);
}

/** The value in the kind that the other one has: texts are not equal to numbers. */
function valueFor(operand: Operand | undefined, other: Operand | undefined, scope: Scope): Yaml | undefined {
  if (operand?.kind === "config") return `<< ${operand.source} >>`;
  const text = textOf(operand);
  if (text === undefined) return undefined;
  if (other?.kind !== "config") return escaped(text);
  if (isBoolean(other, scope) && /^(?:true|false)$/.test(text)) return text === "true";
  if (isNumber(other, scope) && /^-?\d+$/.test(text)) return Number(text);
  return escaped(text);
}

function compileMatch(
  subject: Expression,
  needle: Expression,
  pattern: (text: string) => string,
  scope: Scope,
): Table | undefined {
  const operand = operandOf(subject, scope);
  const text = textOf(operandOf(needle, scope));
  if (
    text === undefined ||
    !operand ||
    isComposed(operand) ||
    (operand.kind !== "config" && textOf(operand) === undefined)
  )
    return undefined;
  const value = operand.kind === "config" ? `<< ${operand.source} >>` : escaped(textOf(operand)!);
  return table(["matches", table(["pattern", escaped(pattern(text))], ["value", value])]);
}

function equal(a: Yaml, b: Yaml): Table {
  return table(["equal", [a, b]]);
}

function not(value: Yaml): Table {
  return table(["not", value]);
}
