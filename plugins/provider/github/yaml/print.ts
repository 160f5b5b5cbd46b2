import { Document, isScalar, Pair, Scalar, type ScalarTag, YAMLMap, YAMLSeq } from "yaml";
import { doubleQuoted, fitsBlock, isPlain } from "./quoting.ts";
import { isMarked, isTable, type Table, type Yaml } from "./tree.ts";

/** Longest list that still reads well on one line, in characters. */
const flowWidth = 72;

/** Lists that people write one item a line, however short. */
const blockLists = new Set(["paths", "paths-ignore", "ports", "options", "volumes", "steps"]);

/** The text of a workflow: blank lines between the blocks at the top and between jobs, nothing folded. */
export function print(workflow: Table): string {
  const document = new Document(null, {
    customTags: (tags) => tags.map((tag) => (isStringTag(tag) ? withSafeQuotes(tag) : tag)),
  });
  document.contents = mapOf(workflow, "root") as unknown as Document["contents"];
  return document.toString({
    lineWidth: 0,
    minContentWidth: 0,
    singleQuote: false,
    flowCollectionPadding: false,
    nullStr: "",
  });
}

type Level = "root" | "jobs" | "inner";

function mapOf(table: Table, level: Level): YAMLMap {
  const map = new YAMLMap();
  map.flow = table.size === 0;
  for (const [key, value] of table) {
    const name = new Scalar(key);
    // Only YAML 1.1 reads this key as a boolean, and every reader of workflows expects it bare.
    if (level === "root" && key === "on") name.type = Scalar.PLAIN;
    if (level !== "inner" && map.items.length > 0) name.spaceBefore = true;
    map.items.push(new Pair(name, nodeOf(value, key, level === "root" && key === "jobs" ? "jobs" : "inner")));
  }
  return map;
}

function nodeOf(value: Yaml, key: string, level: Level): YAMLMap | YAMLSeq | Scalar {
  if (isTable(value)) return mapOf(value, level);
  if (isMarked(value)) {
    const scalar = new Scalar(value.marked);
    scalar.comment = ` ${value.comment}`;
    return scalar;
  }
  if (typeof value === "object" && value !== null) return listOf(value, key);
  return new Scalar(value);
}

function listOf(items: readonly Yaml[], key: string): YAMLSeq {
  const list = new YAMLSeq();
  for (const item of items) list.items.push(nodeOf(item, "", "inner"));
  list.flow = items.length === 0 || (!blockLists.has(key) && fitsLine(list));
  return list;
}

function fitsLine(list: YAMLSeq): boolean {
  let width = 0;
  for (const item of list.items) {
    if (!isScalar(item) || item.comment) return false;
    const text = String(item.value);
    if (text.includes("\n") || text.includes("${{")) return false;
    width += text.length + 2;
  }
  return width <= flowWidth;
}

function isStringTag(tag: unknown): tag is ScalarTag {
  return typeof tag === "object" && tag !== null && "tag" in tag && tag.tag === "tag:yaml.org,2002:str";
}

/** The library leaves `on`, `NO`, `1:30` and `1_000` bare, which other parsers read as something else. */
function withSafeQuotes(tag: ScalarTag): ScalarTag {
  return {
    ...tag,
    stringify(item, context, ...rest) {
      const text = String(item.value);
      const isKey = context.implicitKey === true;
      if (isKey && item.type === Scalar.PLAIN) return text;
      if (!isKey && !context.inFlow && fitsBlock(text)) {
        const block = new Scalar(text);
        block.type = Scalar.BLOCK_LITERAL;
        return tag.stringify!(block, context, ...rest);
      }
      return isPlain(text, isKey || context.inFlow === true) ? text : doubleQuoted(text);
    },
  };
}
