import { type Call, type Expression, type Job, Function as Name, type Value } from "cig/sdk";
import type { Scope } from "../scope.ts";
import { compileManualTruth } from "./input.ts";
import { atom, join, member, type Operand, quoted } from "./operand.ts";
import { pathOf } from "./read.ts";

/**
 * A question whether something is a constant. The language compares texts, so that true and "true" are the same; GitHub
 * makes numbers of a boolean and a text, which never are. So the constant gets the type that the other side has there.
 * Undefined: the question means the same on GitHub as it stands.
 */
export function compileConstantQuestion(node: Call, scope: Scope): Operand | undefined {
  if (node.function !== Name.EQUAL && node.function !== Name.NOT_EQUAL) return undefined;
  const [left, right] = node.arguments.map(constantOf);
  if (left !== undefined && right !== undefined)
    return atom(String((left === right) === (node.function === Name.EQUAL)));
  const text = left ?? right;
  const other = node.arguments[left === undefined ? 0 : 1];
  const path = pathOf(other)?.split(".");
  if (text === undefined || !path || !other) return undefined;
  const operator = node.function === Name.EQUAL ? "==" : "!=";
  if (path[0] === "inputs" && path.length === 2) {
    const type = typeOfInput(path[1]!, scope);
    if (type === undefined) return undefined;
    if (scope.command) return join(operator, [atom(member("inputs", path[1]!)), quoted(text)]);
    const truth = isTruthWord(text) ? compileManualTruth(path[1]!, scope) : undefined;
    return truth && join(operator, [truth, atom(text)]);
  }
  if (!isTruthWord(text) || path[0] !== "matrix" || !scope.job) return undefined;
  const values = valuesAt(scope.job, path.slice(1));
  if (values.length === 0 || !values.every(({ kind }) => kind.case === "boolean")) return undefined;
  return join(operator, [atom(path.slice(1).reduce(member, "matrix")), atom(text)]);
}

/** The other side of a question with this constant: a boolean stays one only where the other side can be one, too. */
export function isTextElsewhere(
  expression: Expression,
  others: readonly Expression[],
  scope: Scope,
): boolean {
  const { kind } = expression;
  if (kind.case !== "literal" || kind.value.kind.case !== "boolean") return false;
  return others.every((other) => {
    const path = pathOf(other)?.split(".");
    if (!path) return false;
    if (path[0] === "inputs") return typeOfInput(path[1] ?? "", scope) !== "boolean";
    if (path[0] === "matrix" && scope.job)
      return valuesAt(scope.job, path.slice(1)).every((value) => value.kind.case === "text");
    return true;
  });
}

/** An input as a condition by itself: of an action the text "false" would hold. Undefined: it is something else. */
export function compileInputTruth(expression: Expression, scope: Scope): Operand | undefined {
  const path = pathOf(expression)?.split(".");
  if (path?.[0] !== "inputs" || typeOfInput(path[1] ?? "", scope) !== "boolean") return undefined;
  if (!scope.command) return compileManualTruth(path[1]!, scope);
  return join("==", [atom(member("inputs", path[1]!)), quoted("true")]);
}

function typeOfInput(name: string, scope: Scope): string | undefined {
  const inputs = scope.command?.inputs ?? scope.output.triggers?.manual?.inputs ?? [];
  const input = inputs.find((each) => each.name === name);
  return input && (input.type || "string");
}

function constantOf({ kind }: Expression): string | undefined {
  const value = kind.case === "literal" ? kind.value.kind : undefined;
  if (!value || value.case === undefined || value.case === "list" || value.case === "table") return undefined;
  return String(value.value);
}

function isTruthWord(text: string): boolean {
  return text === "true" || text === "false";
}

/** Every value that an axis has, or a field of it. */
function valuesAt({ matrix }: Job, path: readonly string[]): Value[] {
  const [axis, ...fields] = path;
  const own = (matrix?.axes ?? []).filter(({ name }) => name === axis).flatMap(({ values }) => values);
  const included = (matrix?.include ?? []).flatMap(({ entries }) =>
    entries.flatMap(({ key, value }) => (key === axis && value ? value : [])),
  );
  return [...own, ...included].flatMap((value) => fieldOf(value, fields));
}

function fieldOf(value: Value, fields: readonly string[]): Value[] {
  const [name, ...rest] = fields;
  if (name === undefined) return [value];
  if (value.kind.case !== "table") return [];
  return value.kind.value.entries.flatMap((entry) =>
    entry.key === name && entry.value ? fieldOf(entry.value, rest) : [],
  );
}
