import type { ScalarTag, YAMLMap, YAMLSeq, Scalar as YamlScalar } from "yaml";
import { doubleQuoted, fitsBlock, isPlain } from "./quoting.ts";
import { isMarked, isTable, type Table, type Yaml } from "./tree.ts";

/** How a provider's readers are used to see their files. */
export interface YamlStyle {
  /** Keys at the top whose children are set apart by blank lines, as the keys at the top are. */
  readonly spaced: ReadonlySet<string>;
  /** Keys at the top that stand bare although YAML 1.1 reads them as another value, such as GitHub's `on`. */
  readonly bareKeys?: ReadonlySet<string>;
  /** Says whether a list may stand on one line; lists of anything but short scalars never do. Absent: none may. */
  readonly isInline?: (key: string, items: readonly string[]) => boolean;
}

/** The text of a configuration: nothing folded, no anchors, every string read back as it is by YAML 1.1 and 1.2. */
export async function printYaml(root: Table, style: YamlStyle): Promise<string> {
  // The library is large, and most runs of a plugin's process never print.
  const yaml = await import("yaml");
  const { Document, Pair, Scalar } = yaml;
  const document = new Document(null, {
    customTags: (tags) => tags.map((tag) => (isStringTag(tag) ? withSafeQuotes(tag) : tag)),
  });
  document.contents = mapOf(root, "root") as unknown as typeof document.contents;
  return document.toString({
    lineWidth: 0,
    minContentWidth: 0,
    singleQuote: false,
    flowCollectionPadding: false,
    nullStr: "",
  });

  function mapOf(table: Table, level: "root" | "spaced" | "inner"): YAMLMap {
    const map = new yaml.YAMLMap();
    map.flow = table.size === 0;
    for (const [key, value] of table) {
      const name = new Scalar(key);
      if (level === "root" && style.bareKeys?.has(key)) name.type = Scalar.PLAIN;
      if (level !== "inner" && map.items.length > 0) name.spaceBefore = true;
      const isSpaced = level === "root" && style.spaced.has(key);
      map.items.push(new Pair(name, nodeOf(value, key, isSpaced ? "spaced" : "inner")));
    }
    return map;
  }

  function nodeOf(value: Yaml, key: string, level: "spaced" | "inner"): YAMLMap | YAMLSeq | YamlScalar {
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
    const list = new yaml.YAMLSeq();
    for (const item of items) list.items.push(nodeOf(item, "", "inner"));
    list.flow = items.length === 0 || isInline(items, key);
    return list;
  }

  function isInline(items: readonly Yaml[], key: string): boolean {
    const words = items.map((item) => (typeof item === "object" && item !== null ? undefined : String(item)));
    const areLines = words.every((word) => word !== undefined && !word.includes("\n"));
    return areLines && (style.isInline?.(key, words as string[]) ?? false);
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
}

function isStringTag(tag: unknown): tag is ScalarTag {
  return typeof tag === "object" && tag !== null && "tag" in tag && tag.tag === "tag:yaml.org,2002:str";
}
