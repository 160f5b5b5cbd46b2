import type { Value, ValueTable } from "../../proto/gen/cig/plugin/v1/value_pb.ts";
import type { TomlTable, TomlValue } from "../../sdk/import/imported.ts";

/** A table that travelled, as a value of cig.toml again. */
export function tableOf({ entries }: ValueTable): TomlTable {
  // Entries rather than assignment: a key named __proto__ is data here.
  return Object.fromEntries(entries.map(({ key, value }) => [key, plainValue(value)]));
}

/** What has no kind, which no plugin of ours sends, is an empty text. */
function plainValue(value: Value | undefined): TomlValue {
  switch (value?.kind.case) {
    case "integer":
      return Number(value.kind.value);
    case "list":
      return value.kind.value.items.map(plainValue);
    case "table":
      return tableOf(value.kind.value);
    case undefined:
      return "";
    default:
      return value!.kind.value as boolean | number | string;
  }
}
