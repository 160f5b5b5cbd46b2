import { type Document, isMap, isNode, isPair, LineCounter, parseDocument } from "yaml";

/** A file of YAML, with the places and the comments of what stands in it. */
export interface YamlFile {
  readonly path: string;
  readonly value: unknown;
  /** The line of what stands at a path of keys, or of the nearest thing above it that is there; from 1. */
  lineAt(...keys: readonly (string | number)[]): number;
  /** The comment lines right above what stands there, without signs. */
  commentAt(...keys: readonly (string | number)[]): readonly string[];
  /** True where something below a key has an anchor: it is there to be named elsewhere. */
  holdsAnchor(key: string): boolean;
  /** The comment at the head of the file. */
  readonly head: readonly string[];
}

/** Reads a file, aliases and merge keys in their places. A `fault` says why it cannot be read, without a full stop. */
export function openYamlFile(path: string, text: string): YamlFile | { readonly fault: string } {
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { merge: true, lineCounter: lines });
    const [error] = document.errors;
    if (error) throw new Error(error.message.split("\n")[0]);
    return fileOf(path, document.toJS({ maxAliasCount: 10_000 }), document, lines);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return { fault: why.replace(/\s+/g, " ").replace(/[.:\s]*$/, "") };
  }
}

function fileOf(path: string, value: unknown, document: Document, lines: LineCounter): YamlFile {
  const keyAt = (keys: readonly (string | number)[]): unknown => {
    let node: unknown = document.contents;
    let found: unknown = node;
    for (const key of keys) {
      if (isMap(node)) {
        const pair = node.items.find((each) => isPair(each) && String(each.key) === String(key));
        if (!pair) return found;
        found = pair.key;
        node = resolved(pair.value, document);
      } else {
        const items = (node as { items?: readonly unknown[] } | undefined)?.items;
        if (!Array.isArray(items) || items[Number(key)] === undefined) return found;
        found = items[Number(key)];
        node = resolved(found, document);
      }
    }
    return found;
  };
  return {
    path,
    value,
    lineAt: (...keys) => {
      const node = keyAt(keys);
      return isNode(node) && node.range ? lines.linePos(node.range[0]).line : 1;
    },
    commentAt: (...keys) => commentLines(commentAbove(document, keys)),
    holdsAnchor: (key) => {
      const pair = isMap(document.contents)
        ? document.contents.items.find((each) => isPair(each) && String(each.key) === key)
        : undefined;
      return pair !== undefined && hasAnchor(pair.value);
    },
    head: commentLines(headOf(document)),
  };
}

/** Without a blank line behind it, the comment at the head stands above the first key. */
function headOf({ commentBefore, contents }: Document): string | null | undefined {
  const [first] = isMap(contents) ? contents.items : [];
  const ofKey = isPair(first) && isNode(first.key) ? first.key.commentBefore : undefined;
  return commentBefore ?? (isNode(contents) ? contents.commentBefore : undefined) ?? ofKey;
}

function hasAnchor(node: unknown): boolean {
  const own = node as { anchor?: string; items?: readonly unknown[] } | null | undefined;
  if (own?.anchor !== undefined) return true;
  return (own?.items ?? []).some((item) => hasAnchor(isPair(item) ? item.value : item));
}

/** What an alias stands for. */
function resolved(node: unknown, document: Document): unknown {
  const alias = node as { resolve?: (document: Document) => unknown; source?: string } | null | undefined;
  return typeof alias?.resolve === "function" && typeof alias.source === "string"
    ? alias.resolve(document)
    : node;
}

/** Where the parser keeps the comment above a key or an item: the first of a list has its list's. */
function commentAbove(document: Document, keys: readonly (string | number)[]): string | null | undefined {
  let node: unknown = document.contents;
  for (const [index, key] of keys.entries()) {
    const items = (node as { items?: readonly unknown[] } | undefined)?.items;
    if (!Array.isArray(items)) return undefined;
    const at = items.findIndex((each, place) =>
      isPair(each) ? String(each.key) === String(key) : place === Number(key),
    );
    const item: unknown = items[at];
    if (item === undefined) return undefined;
    const own = isPair(item) ? item.key : item;
    const isLast = index === keys.length - 1;
    if (isLast) {
      const before = isNode(own) ? own.commentBefore : undefined;
      const ofFirst = at === 0 && isNode(node) && index > 0 ? node.commentBefore : undefined;
      const ofMap = isMap(own) ? firstKeyComment(own) : undefined;
      return before ?? ofFirst ?? ofMap;
    }
    node = isPair(item) ? resolved(item.value, document) : resolved(item, document);
  }
  return undefined;
}

function firstKeyComment(map: { readonly items: readonly unknown[] }): string | null | undefined {
  const [first] = map.items;
  return isPair(first) && isNode(first.key) ? first.key.commentBefore : undefined;
}

/** Without what a template of CircleCI's says to whoever begins, and without rulers. */
function commentLines(comment: string | null | undefined): string[] {
  const lines = (comment ?? "").split("\n").map((line) => line.replace(/^ /, "").trimEnd());
  const isSaying = (line: string) => /[\p{L}\d]{2}/u.test(line) && !boilerplate.test(line);
  return lines.some(isSaying) ? lines.filter(isSaying) : [];
}

const boilerplate =
  /circleci\.com\/docs|Use the latest 2\.1 version|CircleCI (?:2\.0 )?configuration file|^(?:Javascript|Ruby|Python|Node|PHP|Java|Golang) (?:Node )?CircleCI|specify the version you desire here|^Check https?:\/\/|yaml-language-server/i;
