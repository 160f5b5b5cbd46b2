import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
} from "yaml";

/** Keys and list indexes from the top of a document. */
export type YamlPath = readonly (string | number)[];

/** The one document in the text with its aliases written out; a string says why there is none. */
export function parseFragment(source: string): Document | string {
  const document: Document = parseDocument(source, { logLevel: "error", intAsBigInt: true }) as Document;
  const [error] = document.errors;
  if (error !== undefined) return error.message.split("\n")[0]!.replace(/:$/, ".");
  const state: Expansion = { document, nodesLeft: mostNodes };
  const contents = expand(state, document.contents, 0);
  if (state.nodesLeft < 0) return `its aliases write out to more than ${mostNodes} nodes.`;
  if (state.unknownAlias !== undefined) return `the alias "*${state.unknownAlias}" has no anchor before it.`;
  document.contents = contents as Document["contents"];
  walkNodes(document.contents, [], dropAnchor);
  return document;
}

const mostNodes = 100_000;
const deepestNode = 500;

interface Expansion {
  readonly document: Document;
  /** Below 0 afterwards: it was too much. */
  nodesLeft: number;
  unknownAlias?: string;
}

/**
 * Writes aliases out: the anchors of two fragments may have the same name, and a node that is merged may change what
 * an alias elsewhere meant.
 */
function expand(state: Expansion, node: unknown, depth: number): unknown {
  if (--state.nodesLeft < 0 || depth > deepestNode) {
    state.nodesLeft = -1;
    return node;
  }
  if (isAlias(node)) {
    const target = node.resolve(state.document);
    if (target !== undefined) return expand(state, target.clone(), depth + 1);
    state.unknownAlias ??= node.source;
  }
  if (isMap(node))
    for (const pair of node.items) {
      pair.key = expand(state, pair.key, depth + 1);
      pair.value = expand(state, pair.value, depth + 1);
    }
  if (isSeq(node)) node.items = node.items.map((item) => expand(state, item, depth + 1));
  return node;
}

function dropAnchor(node: Node): void {
  if ("anchor" in node) delete (node as { anchor?: string }).anchor;
}

/** Same kind and same value; style and comments do not count, nor does the order of keys. */
export function nodesEqual(a: unknown, b: unknown): boolean {
  if (isScalar(a) && isScalar(b)) return Object.is(a.value, b.value);
  if (isSeq(a) && isSeq(b))
    return (
      a.items.length === b.items.length && a.items.every((item, index) => nodesEqual(item, b.items[index]))
    );
  if (isMap(a) && isMap(b))
    return (
      a.items.length === b.items.length &&
      a.items.every((pair) =>
        b.items.some((other) => nodesEqual(pair.key, other.key) && nodesEqual(pair.value, other.value)),
      )
    );
  return isEmpty(a) && isEmpty(b);
}

/** `key:` without a value. */
function isEmpty(node: unknown): boolean {
  return node === null || node === undefined || (isScalar(node) && node.value === null);
}

interface Commented {
  commentBefore?: string | null;
  comment?: string | null;
}

/** Adds the comments of a node that is given up to the one that stays. */
export function joinComments(into: unknown, from: unknown): void {
  if (!isCommented(into) || !isCommented(from)) return;
  for (const place of ["commentBefore", "comment"] as const) {
    const added = from[place];
    if (!added || into[place]?.includes(added)) continue;
    into[place] = into[place] ? `${into[place]}\n${added}` : added;
  }
}

function isCommented(value: unknown): value is Commented {
  return typeof value === "object" && value !== null && !isPair(value);
}

/** Visits the node and all below it, keys too, with their paths. */
export function walkNodes(node: unknown, at: YamlPath, visit: (node: Node, at: YamlPath) => void): void {
  if (!isNode(node)) return;
  visit(node, at);
  if (isSeq(node)) for (const [index, item] of node.items.entries()) walkNodes(item, [...at, index], visit);
  if (isMap(node))
    for (const { key, value } of node.items) {
      const below = [...at, String(isScalar(key) ? key.value : key)];
      walkNodes(key, below, visit);
      walkNodes(value, below, visit);
    }
}

/** "jobs.test.steps[0]"; a key with other characters is quoted. */
export function pathText(path: YamlPath): string {
  return path
    .map((part, index) => {
      if (typeof part === "number") return `[${part}]`;
      const text = /^[\w-]+$/.test(part) ? part : JSON.stringify(part);
      return index === 0 ? text : `.${text}`;
    })
    .join("");
}
