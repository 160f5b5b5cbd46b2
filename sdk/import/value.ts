import type { MessageInitShape } from "@bufbuild/protobuf";
import type { ValueSchema, ValueTableSchema } from "../../proto/gen/cig/plugin/v1/value_pb.ts";
import type { TomlTable, TomlValue } from "./imported.ts";

/** A table of cig.toml as it travels. A key without a value is left out, as JavaScript makes such by accident. */
export function valueTable(table: TomlTable): MessageInitShape<typeof ValueTableSchema> {
  const entries = Object.entries(table).filter(([, value]) => value !== undefined);
  return { entries: entries.map(([key, value]) => ({ key, value: messageOf(value) })) };
}

function messageOf(value: TomlValue): MessageInitShape<typeof ValueSchema> {
  switch (typeof value) {
    case "boolean":
      return { kind: { case: "boolean", value } };
    case "string":
      return { kind: { case: "text", value } };
    case "number":
      return Number.isSafeInteger(value)
        ? { kind: { case: "integer", value: BigInt(value) } }
        : { kind: { case: "number", value } };
    default:
      return isList(value)
        ? { kind: { case: "list", value: { items: value.map(messageOf) } } }
        : { kind: { case: "table", value: valueTable(value) } };
  }
}

function isList(value: readonly TomlValue[] | TomlTable): value is readonly TomlValue[] {
  return Array.isArray(value);
}
