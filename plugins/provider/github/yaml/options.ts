import type { ProviderOptions, Value, ValueTable } from "cig/sdk";
import { isTable, type Table, type Yaml } from "./tree.ts";

/**
 * Merges what cig.toml gives to GitHub alone into a node, in order: tables key by key, lists and scalars as a
 * whole. The values are the author's own YAML: an expression in them stays an expression.
 */
export function mergeOptions(node: Table, options: readonly ProviderOptions[]): Table {
  return githubTables(options).reduce((merged, each) => merge(merged, tableOf(each)), node);
}

/** The value that the last of the options gives to a key. */
export function optionOf(options: readonly ProviderOptions[], key: string): Yaml | undefined {
  return mergeOptions(new Map(), options).get(key);
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

function githubTables(options: readonly ProviderOptions[]): ValueTable[] {
  return options.flatMap((each) => (each.provider === "github" && each.options ? [each.options] : []));
}

function tableOf(options: ValueTable): Table {
  return new Map(
    options.entries.map(({ key, value }) => [
      key,
      value === undefined ? null : yamlOf(value, (same) => same),
    ]),
  );
}

function merge(base: Table, over: Table): Table {
  const merged = new Map(base);
  for (const [key, value] of over) {
    const existing = merged.get(key);
    merged.set(key, isTable(existing) && isTable(value) ? merge(existing, value) : value);
  }
  return merged;
}
