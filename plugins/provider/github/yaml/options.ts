import { mergeTables, optionsFor, type ProviderOptions, type Table, type Yaml } from "cig/sdk";

export { yamlOf } from "cig/sdk";

/**
 * Merges what cig.toml gives to GitHub alone into a node, in order: tables key by key, lists and scalars as a
 * whole. The values are the author's own YAML: an expression in them stays an expression.
 */
export function mergeOptions(node: Table, options: readonly ProviderOptions[]): Table {
  return mergeTables(node, optionsFor("github", options));
}

/** The value that the last of the options gives to a key. */
export function optionOf(options: readonly ProviderOptions[], key: string): Yaml | undefined {
  return optionsFor("github", options).get(key);
}
