import type { ProviderOptions } from "../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { Value, ValueTable } from "../../proto/gen/cig/plugin/v1/value_pb.ts";
import { isTable, type Table, type Yaml } from "./tree.ts";

/** What cig.toml gives to one provider alone, joined in order. The values are the author's own YAML. */
export function optionsFor(provider: string, options: readonly ProviderOptions[]): Table {
  return options.reduce<Table>(
    (joined, each) =>
      each.provider === provider && each.options ? mergeTables(joined, tableOf(each.options)) : joined,
    new Map(),
  );
}

/** `over` merged into `base`: tables key by key, lists and scalars as a whole. */
export function mergeTables(base: Table, over: Table): Table {
  const merged = new Map(base);
  for (const [key, value] of over) {
    const existing = merged.get(key);
    merged.set(key, isTable(existing) && isTable(value) ? mergeTables(existing, value) : value);
  }
  return merged;
}

/** A value of cig.toml as YAML, its strings changed by `text`. */
export function yamlOf(value: Value, text: (characters: string) => string): Yaml {
  const { kind } = value;
  switch (kind.case) {
    case "list":
      return kind.value.items.map((item) => yamlOf(item, text));
    case "table":
      return new Map(
        kind.value.entries.map(({ key, value }) => [key, value === undefined ? null : yamlOf(value, text)]),
      );
    case "text":
      return text(kind.value);
    case undefined:
      return null;
    default:
      return kind.value;
  }
}

function tableOf(options: ValueTable): Table {
  return new Map(
    options.entries.map(({ key, value }) => [
      key,
      value === undefined ? null : yamlOf(value, (same) => same),
    ]),
  );
}
