/** A tree that becomes YAML, for plugins that write configuration. */
export { mergeTables, optionsFor, yamlOf } from "./options.ts";
export { printYaml, type YamlStyle } from "./print.ts";
export {
  isMarked,
  isTable as isYamlTable,
  jsonText,
  type Marked,
  type Table,
  table,
  unlessEmpty,
  type Yaml,
} from "./tree.ts";
