import { isMap, isScalar, isSeq, LineCounter, parseDocument, type YAMLMap } from "yaml";
import type { Entry, Node } from "./workflow.ts";

/** Turns YAML nodes into plain ones with their places. */
export interface YamlNodes {
  readonly root: YAMLMap;
  /** `key` gives the place where there is one. */
  node(value: unknown, key: unknown, subject: readonly string[], job: string | undefined): Node;
  /** The value of a key; undefined: the table does not have it. */
  at(map: YAMLMap, key: string, subject: readonly string[], job: string | undefined): Node | undefined;
  /** A table of variables or inputs; empty where it is none. */
  entries(map: YAMLMap, key: string, subject: readonly string[], job: string | undefined): Entry[];
}

/** Undefined: it is no YAML, or no table. */
export function openYaml(content: string): YamlNodes | undefined {
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines, uniqueKeys: false });
  const root = document.contents;
  if (document.errors.length > 0 || !isMap(root)) return undefined;
  const nodes: YamlNodes = {
    root,
    node(value, key, subject, job) {
      const { line, col } = lines.linePos(startOf(key) ?? startOf(value) ?? 0);
      const isBlock = isScalar(value) && (value.type === "BLOCK_LITERAL" || value.type === "BLOCK_FOLDED");
      return { value: plain(value), line, column: col, textLine: isBlock ? line + 1 : line, subject, job };
    },
    at(map, key, subject, job) {
      const pair = map.items.find((item) => keyOf(item.key) === key);
      return pair && nodes.node(pair.value, pair.key, subject, job);
    },
    entries(map, key, subject, job) {
      const value = map.get(key);
      if (!isMap(value)) return [];
      return value.items.map((pair) => ({
        key: keyOf(pair.key),
        node: nodes.node(pair.value, pair.key, subject, job),
      }));
    },
  };
  return nodes;
}

export function keyOf(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}

/** The tables of a list; empty where it is none. */
export function tablesOf(value: unknown): YAMLMap[] {
  return isSeq(value) ? value.items.filter(isMap) : [];
}

function startOf(node: unknown): number | undefined {
  const range = (node as { range?: readonly number[] | null } | null | undefined)?.range;
  return range?.[0];
}

function plain(value: unknown): unknown {
  if (isScalar(value)) return value.value;
  if (isSeq(value)) return value.items.map(plain);
  if (isMap(value)) return new Map(value.items.map((pair) => [keyOf(pair.key), plain(pair.value)]));
  return value;
}
