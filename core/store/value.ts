import { create } from "@bufbuild/protobuf";
import {
  type Value,
  ValueSchema,
  type ValueTable,
  ValueTableSchema,
} from "../../proto/gen/cig/plugin/v1/value_pb.ts";

/** Options as they travel. What cannot be written in cig.toml is left out. */
export function toValueTable(options: Readonly<Record<string, unknown>>): ValueTable {
  const entries = Object.entries(options).flatMap(([key, given]) => {
    const value = toValue(given);
    return value === undefined ? [] : [{ key, value }];
  });
  return create(ValueTableSchema, { entries });
}

function toValue(given: unknown): Value | undefined {
  switch (typeof given) {
    case "string":
      return create(ValueSchema, { kind: { case: "text", value: given } });
    case "boolean":
      return create(ValueSchema, { kind: { case: "boolean", value: given } });
    case "bigint":
      return create(ValueSchema, { kind: { case: "integer", value: given } });
    case "number":
      return Number.isSafeInteger(given)
        ? create(ValueSchema, { kind: { case: "integer", value: BigInt(given) } })
        : create(ValueSchema, { kind: { case: "number", value: given } });
    case "object":
      return given === null ? undefined : fromObject(given);
    default:
      return undefined;
  }
}

function fromObject(given: object): Value {
  if (!Array.isArray(given))
    return create(ValueSchema, {
      kind: { case: "table", value: toValueTable(given as Record<string, unknown>) },
    });
  const items = given.map(toValue).filter((item) => item !== undefined);
  return create(ValueSchema, { kind: { case: "list", value: { items } } });
}
