import type { Expression } from "cig/sdk";
import { openReport } from "../report.ts";
import type { Scope } from "../scope.ts";
import type { Piece } from "./piece.ts";
import { compileReference } from "./reference.ts";

/** A value in a condition. */
export type Operand = Piece | { readonly kind: "constant"; readonly value: string | number | boolean };

/** The value of an expression that is a constant or a name; undefined for anything else. */
export function operandOf(expression: Expression | undefined, scope: Scope): Operand | undefined {
  const kind = expression?.kind;
  if (kind?.case === "reference") return compileReference(kind.value, scope);
  if (kind?.case !== "literal") return undefined;
  const { kind: value } = kind.value;
  if (value.case === "text" || value.case === "boolean") return { kind: "constant", value: value.value };
  if (value.case === "integer" || value.case === "number")
    return { kind: "constant", value: Number(value.value) };
  return undefined;
}

/** The characters of a constant. */
export function textOf(operand: Operand | undefined): string | undefined {
  if (operand?.kind === "literal") return operand.text;
  return operand?.kind === "constant" ? String(operand.value) : undefined;
}

/** True for an expression of several values: a logic statement takes none. */
export function isComposed(operand: Operand | undefined): boolean {
  return operand?.kind === "config" && /\s/.test(operand.source);
}

/** True when the name's value is a truth value and not a text: an input of that type. */
export function isBoolean(operand: Operand | undefined, scope: Scope): boolean {
  if (operand?.kind === "constant") return typeof operand.value === "boolean";
  if (operand?.kind !== "config") return false;
  const input = /^pipeline\.parameters\.(.+)$/.exec(operand.source)?.[1];
  return (
    scope.output.triggers?.manual?.inputs.some(({ name, type }) => name === input && type === "boolean") ??
    false
  );
}

/** True when CircleCI gives the value as a number. */
export function isNumber(operand: Operand | undefined, scope: Scope): boolean {
  if (operand?.kind !== "config") return false;
  if (operand.source === "pipeline.number") return true;
  const input = /^pipeline\.parameters\.(.+)$/.exec(operand.source)?.[1];
  return (
    scope.output.triggers?.manual?.inputs.some(({ name, type }) => name === input && type === "number") ??
    false
  );
}

/** The scope with remarks going nowhere, to try whether something can be said at all. */
export function quietly(scope: Scope): Scope {
  return { ...scope, report: openReport() };
}
