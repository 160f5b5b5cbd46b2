import { type Call, type Expression, Function as Name } from "cig/sdk";
import type { Scope } from "../scope.ts";
import { atom, join, member, type Operand, quoted } from "./operand.ts";
import { pathOf } from "./read.ts";

/**
 * A question whether an input is a constant. The language takes true and "true" for the same; GitHub has a boolean of a
 * manual run as one, and an action's as a text. Undefined: the call is about something else.
 */
export function compileInputQuestion(node: Call, scope: Scope): Operand | undefined {
  if (node.function !== Name.EQUAL && node.function !== Name.NOT_EQUAL) return undefined;
  const position = node.arguments.findIndex((each) => typeOf(each, scope) !== undefined);
  const constant = node.arguments[1 - position];
  if (position < 0 || constant?.kind.case !== "literal") return undefined;
  const { kind } = constant.kind.value;
  if (kind.case === undefined || kind.case === "list" || kind.case === "table") return undefined;
  const text = String(kind.value);
  const isBoolean = typeOf(node.arguments[position]!, scope) === "boolean" && /^(?:true|false)$/.test(text);
  if (!scope.command && !isBoolean) return undefined;
  const input = operandOf(node.arguments[position]!);
  const operator = node.function === Name.EQUAL ? "==" : "!=";
  return join(operator, [input, scope.command ? quoted(text) : atom(text)]);
}

/** An action's input as a condition by itself: the text "false" would hold. Undefined: it is something else. */
export function compileInputTruth(expression: Expression, scope: Scope): Operand | undefined {
  if (!scope.command || typeOf(expression, scope) !== "boolean") return undefined;
  return join("==", [operandOf(expression), quoted("true")]);
}

function typeOf(expression: Expression, scope: Scope): string | undefined {
  const [kind, name, ...more] = pathOf(expression)?.split(".") ?? [];
  if (kind !== "inputs" || more.length > 0) return undefined;
  const inputs = scope.command?.inputs ?? scope.output.triggers?.manual?.inputs ?? [];
  const input = inputs.find((each) => each.name === name);
  return input && (input.type || "string");
}

function operandOf(expression: Expression): Operand {
  return atom(member("inputs", pathOf(expression)!.slice("inputs.".length)));
}
