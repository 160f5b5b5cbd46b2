import {
  type Expression,
  Function as Fn,
  type Text,
  type Value,
} from "../../../proto/gen/cig/plugin/v1/value_pb.ts";
import { functionNames } from "./functions.ts";

/** Writes a Text as cig.toml would, so that `parseText` reads the same Text again. */
export function printText({ parts }: Text): string {
  return parts
    .map(({ kind }, index) => {
      if (kind.case === "reference") return `{{ ${kind.value.path.join(".")} }}`;
      const source = (kind.value ?? "").replace(/[${]*\{\{/g, "{{ '$&' }}");
      // A brace or dollar at the edge would join with the "{{" that follows.
      return index + 1 < parts.length ? source.replace(/[${]+$/, "{{ '$&' }}") : source;
    })
    .join("");
}

/** Writes an Expression as cig.toml would, so that `parseCondition` reads the same Expression again. */
export function printCondition(expression: Expression): string {
  return print(expression, 0);
}

/** How close each operator binds; an operand that binds less closely than its surroundings needs parentheses. */
const operators = new Map<Fn, { sign: string; strength: number }>([
  [Fn.OR, { sign: " || ", strength: 1 }],
  [Fn.AND, { sign: " && ", strength: 2 }],
  [Fn.EQUAL, { sign: " == ", strength: 3 }],
  [Fn.NOT_EQUAL, { sign: " != ", strength: 3 }],
]);

const names = new Map([...functionNames].map(([name, fn]) => [fn, name]));

function print({ kind }: Expression, outer: number): string {
  if (kind.case === "literal") return printValue(kind.value);
  if (kind.case === "reference") return kind.value.path.join(".");
  if (kind.case === undefined) throw new Error("bug: an expression without a kind");
  const { function: fn, arguments: operands } = kind.value;
  if (fn === Fn.NOT) return `!${print(operands[0]!, 4)}`;
  const operator = operators.get(fn);
  if (operator === undefined) return `${names.get(fn)}(${operands.map((each) => print(each, 0)).join(", ")})`;
  const inner = operands.map((each) => print(each, operator.strength)).join(operator.sign);
  return outer >= operator.strength ? `(${inner})` : inner;
}

function printValue({ kind }: Value): string {
  switch (kind.case) {
    case "text":
      return `"${kind.value.replaceAll('"', '""')}"`;
    case "boolean":
    case "integer":
      return String(kind.value);
    case "number":
      return printNumber(kind.value);
    default:
      throw new Error(`bug: a condition holds a ${kind.case ?? "value without a kind"}`);
  }
}

/** Without an exponent, which the language does not have. */
function printNumber(value: number): string {
  const short = String(value);
  return short.includes("e") ? value.toFixed(15).replace(/\.?0+$/, "") : short;
}
