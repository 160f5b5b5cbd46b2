import type { Value, ValueTable } from "../../proto/gen/cig/plugin/v1/value_pb.ts";

/** A value of `[policy]` as plain data. */
export type Plain = boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain };

/** A table as plain data: integers as numbers, keys as they stand, without a prototype that a key could name. */
export function plainTable(table: ValueTable | undefined): { readonly [key: string]: Plain } {
  const plain: Record<string, Plain> = Object.create(null);
  for (const { key, value } of table?.entries ?? []) if (value) plain[key] = plainValue(value);
  return plain;
}

export function isPlainTable(value: Plain | undefined): value is { readonly [key: string]: Plain } {
  return typeof value === "object" && !Array.isArray(value);
}

/** The table under a key of `[policy]`, or undefined where there is none. */
export function policyTable(table: ValueTable | undefined, key: string): ValueTable | undefined {
  const kind = table?.entries.find((entry) => entry.key === key)?.value?.kind;
  return kind?.case === "table" ? kind.value : undefined;
}

function plainValue({ kind }: Value): Plain {
  switch (kind.case) {
    case "table":
      return plainTable(kind.value);
    case "list":
      return kind.value.items.map(plainValue);
    case "integer":
      return Number(kind.value);
    case undefined:
      return "";
    default:
      return kind.value;
  }
}
