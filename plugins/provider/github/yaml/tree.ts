/** What a workflow is made of before it becomes text: the SDK's tree, under the name that this plugin knows. */
export {
  isMarked,
  isYamlTable as isTable,
  jsonText,
  type Marked,
  type Table,
  table,
  unlessEmpty,
  type Yaml,
} from "cig/sdk";
