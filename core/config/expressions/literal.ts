import { create } from "@bufbuild/protobuf";
import { type Expression, ExpressionSchema } from "../../../proto/gen/cig/plugin/v1/value_pb.ts";

/** A constant as an Expression. */
export function literalOf(
  kind:
    | { case: "text"; value: string }
    | { case: "boolean"; value: boolean }
    | { case: "integer"; value: bigint }
    | { case: "number"; value: number },
): Expression {
  return create(ExpressionSchema, { kind: { case: "literal", value: { kind } } });
}
