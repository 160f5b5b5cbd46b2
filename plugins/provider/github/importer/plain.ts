import type { TomlTable, TomlValue } from "cig/sdk/import";
import { isRecord } from "../reader/raw.ts";

/**
 * A value of YAML as one of TOML, for the escape hatch. What YAML says by nothing is the empty text, which GitHub takes for
 * the same; a table's keys keep their order.
 */
export function plainValue(value: unknown): TomlValue {
  if (Array.isArray(value)) return value.map(plainValue);
  if (isRecord(value)) return plainTable(value);
  if (typeof value === "number" || typeof value === "boolean") return value;
  return value === null || value === undefined ? "" : String(value);
}

export function plainTable(table: Readonly<Record<string, unknown>>): TomlTable {
  return Object.fromEntries(Object.entries(table).map(([key, value]) => [key, plainValue(value)]));
}

/** The table without keys that have no value. */
export function compact(table: Readonly<Record<string, TomlValue | undefined>>): TomlTable {
  return Object.fromEntries(
    Object.entries(table).filter((entry): entry is [string, TomlValue] => entry[1] !== undefined),
  );
}

export function isEmpty(table: TomlTable): boolean {
  return Object.keys(table).length === 0;
}
