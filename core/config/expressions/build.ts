import { create } from "@bufbuild/protobuf";
import {
  type Expression,
  ExpressionSchema,
  Function as Fn,
} from "../../../proto/gen/cig/plugin/v1/value_pb.ts";
import { literalOf } from "./literal.ts";

/** The value of a name such as `git.branch`. */
export function reference(name: string): Expression {
  return create(ExpressionSchema, { kind: { case: "reference", value: { path: name.split(".") } } });
}

/** Characters as a constant. */
export function constant(characters: string): Expression {
  return literalOf({ case: "text", value: characters });
}

/** A function or operator with its arguments. */
export function apply(fn: Fn, ...operands: readonly Expression[]): Expression {
  return create(ExpressionSchema, {
    kind: { case: "call", value: { function: fn, arguments: [...operands] } },
  });
}

/** All of them must hold; undefined for none. Nested conjunctions become one. */
export function allOf(operands: readonly (Expression | undefined)[]): Expression | undefined {
  return joined(Fn.AND, operands);
}

/** One of them must hold; undefined for none. Nested disjunctions become one. */
export function anyOf(operands: readonly (Expression | undefined)[]): Expression | undefined {
  return joined(Fn.OR, operands);
}

function joined(fn: Fn, operands: readonly (Expression | undefined)[]): Expression | undefined {
  const flat = operands.flatMap((operand) => {
    if (operand?.kind.case === "call" && operand.kind.value.function === fn)
      return operand.kind.value.arguments;
    return operand ?? [];
  });
  return flat.length < 2 ? flat[0] : apply(fn, ...flat);
}
