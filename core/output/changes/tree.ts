/** A YAML document as values. Maps keep their order, and no key has a meaning of its own. */
export type Tree = ReadonlyMap<string, Tree> | readonly Tree[] | string | number | bigint | boolean | null;

/** The document; undefined for text that is not one YAML document with a map at its top. */
export async function parseTree(text: string): Promise<ReadonlyMap<string, Tree> | undefined> {
  const { parseDocument } = await import("yaml");
  try {
    const document = parseDocument(text, { intAsBigInt: true });
    if (document.errors.length > 0) return undefined;
    const tree = toTree(document.toJS({ mapAsMap: true }));
    return isMap(tree) ? tree : undefined;
  } catch {
    // Aliases without end, or without an anchor.
    return undefined;
  }
}

export function isMap(tree: Tree | undefined): tree is ReadonlyMap<string, Tree> {
  return tree instanceof Map;
}

export function isList(tree: Tree | undefined): tree is readonly Tree[] {
  return Array.isArray(tree);
}

/** Same kind and value; the order of keys does not count. */
export function treesEqual(a: Tree | undefined, b: Tree | undefined): boolean {
  if (a === b) return true;
  if (isList(a) && isList(b))
    return a.length === b.length && a.every((item, index) => treesEqual(item, b[index]));
  if (isMap(a) && isMap(b))
    return a.size === b.size && [...a].every(([key, value]) => b.has(key) && treesEqual(value, b.get(key)));
  return false;
}

/** As a person would say it: text as it is, lists of plain values with commas, anything else as JSON. */
export function showTree(tree: Tree): string {
  if (isList(tree) && tree.every((item) => !isMap(item) && !isList(item)))
    return tree.map(showTree).join(", ");
  if (isMap(tree) || isList(tree)) return JSON.stringify(toPlain(tree));
  return String(tree);
}

/** Visits every text and number below, with the keys that lead to it. */
export function walkLeaves(
  tree: Tree,
  path: readonly string[],
  visit: (leaf: Tree, path: readonly string[]) => void,
): void {
  if (isMap(tree)) for (const [key, value] of tree) walkLeaves(value, [...path, key], visit);
  else if (isList(tree))
    for (const [index, item] of tree.entries()) walkLeaves(item, [...path, String(index)], visit);
  else visit(tree, path);
}

function toTree(value: unknown): Tree {
  if (Array.isArray(value)) return value.map(toTree);
  if (value instanceof Map) return new Map([...value].map(([key, inner]) => [keyText(key), toTree(inner)]));
  return (value ?? null) as Tree;
}

function keyText(key: unknown): string {
  return typeof key === "object" && key !== null ? showTree(toTree(key)) : String(key);
}

/** Pairs instead of an object where a key could be taken for a prototype. */
function toPlain(tree: Tree): unknown {
  if (isList(tree)) return tree.map(toPlain);
  if (isMap(tree))
    return Object.assign(
      Object.create(null),
      Object.fromEntries([...tree].map(([key, value]) => [key, toPlain(value)])),
    );
  return typeof tree === "bigint" ? Number(tree) : tree;
}
