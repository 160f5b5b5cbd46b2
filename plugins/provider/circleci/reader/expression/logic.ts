import { and, not, or, type Truth } from "cig/sdk/table";
import { isRecord, listOf } from "../raw.ts";
import { evaluate, matches, type Names, truthOf, type Value } from "./evaluate.ts";
import { parseExpression } from "./parse.ts";
import { valueOfText } from "./text.ts";

/** Whether a logic statement holds: `and`, `or`, `not`, `equal`, `matches`, a value, or an expression as a text. */
export function judgeLogic(statement: unknown, names: Names): Truth {
  if (isRecord(statement)) {
    const [[operator, operand] = ["", undefined]] = Object.entries(statement);
    switch (operator) {
      case "and":
        return and(listOf(operand).map((each) => judgeLogic(each, names)));
      case "or":
        return or(listOf(operand).map((each) => judgeLogic(each, names)));
      case "not":
        return not(judgeLogic(operand, names));
      case "equal":
        return judgeEqual(listOf(operand).map((each) => scalar(each, names)));
      case "matches":
        return judgeMatch(operand, names);
      default:
        return "unknown";
    }
  }
  return judgeText(statement, names);
}

/** A text with `<< >>` is true by its value; a bare one is an expression or, if it is none, true when it is not empty. */
function judgeText(statement: unknown, names: Names): Truth {
  if (typeof statement !== "string") return truthOf(scalar(statement, names));
  if (/(?<!\\)<</.test(statement)) {
    const value = valueOfText(statement, names);
    return typeof value === "string" && /^(?:false|0|)$/i.test(value.trim()) ? false : truthOf(value);
  }
  const node = parseExpression(statement);
  if (node && node.kind !== "name") return truthOf(evaluate(node, names));
  return node?.kind === "name" && node.name.startsWith("pipeline.")
    ? truthOf(evaluate(node, names))
    : truthOf(statement);
}

function judgeEqual(values: readonly Value[]): Truth {
  if (values.includes(undefined)) return "unknown";
  return values.every((value) => value === values[0]);
}

function judgeMatch(operand: unknown, names: Names): Truth {
  if (!isRecord(operand)) return "unknown";
  const pattern = scalar(operand.pattern, names);
  const value = scalar(operand.value, names);
  if (pattern === undefined || value === undefined) return "unknown";
  return matches(String(pattern).replace(/^\/(.*)\/$/s, "$1"), String(value)) ?? "unknown";
}

function scalar(value: unknown, names: Names): Value {
  if (typeof value === "string") return valueOfText(value, names);
  return typeof value === "number" || typeof value === "boolean" ? value : value === null ? "" : undefined;
}
