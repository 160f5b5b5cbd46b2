import { create } from "@bufbuild/protobuf";
import {
  type Value,
  type ValueEntry,
  ValueEntrySchema,
  ValueSchema,
  type ValueTable,
  ValueTableSchema,
} from "../../proto/gen/cig/plugin/v1/value_pb.ts";
import type { TomlValue } from "../config/schema.ts";

/** A TOML value as a message; `text` may change each string on its way, given its key path. */
export function toValue(
  value: TomlValue,
  text: (source: string, path: readonly string[]) => string = (source) => source,
  path: readonly string[] = [],
): Value {
  if (typeof value === "string")
    return create(ValueSchema, { kind: { case: "text", value: text(value, path) } });
  if (typeof value === "boolean") return create(ValueSchema, { kind: { case: "boolean", value } });
  if (typeof value === "number")
    return create(ValueSchema, {
      kind: Number.isSafeInteger(value)
        ? { case: "integer", value: BigInt(value) }
        : { case: "number", value },
    });
  if (Array.isArray(value)) {
    const items = value.map((item, index) => toValue(item, text, [...path, String(index)]));
    return create(ValueSchema, { kind: { case: "list", value: { items } } });
  }
  return create(ValueSchema, { kind: { case: "table", value: toTable(value, text, path) } });
}

/** A TOML table as a message, in the author's order. */
export function toTable(
  table: Readonly<Record<string, TomlValue>>,
  text?: (source: string, path: readonly string[]) => string,
  path: readonly string[] = [],
): ValueTable {
  return create(ValueTableSchema, { entries: toEntries(table, text, path) });
}

/** The entries of a TOML table, in the author's order. */
export function toEntries(
  table: Readonly<Record<string, TomlValue>>,
  text?: (source: string, path: readonly string[]) => string,
  path: readonly string[] = [],
): ValueEntry[] {
  return Object.entries(table).map(([key, value]) =>
    create(ValueEntrySchema, { key, value: toValue(value, text, [...path, key]) }),
  );
}
