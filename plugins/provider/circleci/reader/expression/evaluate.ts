import { and, not, or, type Truth } from "cig/sdk/table";
import type { Node } from "./parse.ts";

/** What an expression comes to; undefined: only the run knows. */
export type Value = string | number | boolean | undefined;

/** The value of a name such as `pipeline.git.branch`. */
export type Names = (name: string) => Value;

/** The value of an expression; `and` and `or` give one of their sides, as in `branch or ""`. */
export function evaluate(node: Node, names: Names): Value {
  switch (node.kind) {
    case "literal":
      return node.value;
    case "pattern":
      return node.source;
    case "name":
      return names(node.name);
    case "not":
      return fromTruth(not(truthOf(evaluate(node.of, names))));
    case "binary":
      return binary(node, names);
  }
}

/** Nothing, "", 0 and false are false. */
export function truthOf(value: Value): Truth {
  return value === undefined ? "unknown" : value !== "" && value !== 0 && value !== false;
}

function binary({ operator, left, right }: Node & { kind: "binary" }, names: Names): Value {
  const one = evaluate(left, names);
  if (operator === "and" || operator === "or") {
    const truth = truthOf(one);
    if (truth !== "unknown") return truth === (operator === "or") ? one : evaluate(right, names);
    const other = truthOf(evaluate(right, names));
    return fromTruth(operator === "and" ? and([truth, other]) : or([truth, other]));
  }
  const other = evaluate(right, names);
  if (one === undefined || other === undefined) return undefined;
  switch (operator) {
    case "==":
      return one === other;
    case "!=":
      return one !== other;
    case "starts-with":
      return String(one).startsWith(String(other));
    case "matches":
      return matches(String(other), String(one));
    case "<":
      return Number(one) < Number(other);
    case "<=":
      return Number(one) <= Number(other);
    case ">":
      return Number(one) > Number(other);
    default:
      return Number(one) >= Number(other);
  }
}

/** Whether a pattern finds something in the text; undefined for a pattern that JavaScript does not know. */
export function matches(pattern: string, text: string): boolean | undefined {
  try {
    return new RegExp(pattern, "s").test(text);
  } catch {
    return undefined;
  }
}

function fromTruth(truth: Truth): Value {
  return truth === "unknown" ? undefined : truth;
}
