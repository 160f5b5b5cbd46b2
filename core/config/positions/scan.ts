import { decodeBasic, stringEnd } from "./string.ts";

/** A key or an element of the text; ranges are [start, end) in UTF-16 code units. */
export interface Node {
  /** The key's last segment, as written; of a table from a header that segment of the header. */
  key?: readonly [number, number];
  /** The value, as written; absent for tables made by headers and dotted keys. */
  value?: readonly [number, number];
  /** By key, or by index of an array. */
  children?: Map<string, Node>;
  /** True for [[arrays of tables]], whose last element later headers mean. */
  isTables?: boolean;
}

/** Indexes TOML that a real parser has accepted; what follows a mistake is left out. Never throws. */
export function scan(source: string): Node {
  const root: Node = { children: new Map() };
  let position = 0;
  let table = root;
  for (;;) {
    skipBlank();
    if (position >= source.length) return root;
    const start = position;
    if (source[position] === "[") table = header() ?? table;
    else keyValue(table);
    if (position <= start) return root;
  }

  function header(): Node | undefined {
    const isTables = source.startsWith("[[", position);
    position += isTables ? 2 : 1;
    const keys = key();
    position += isTables ? 2 : 1;
    const last = keys.pop();
    if (last === undefined) return undefined;
    let node = root;
    for (const { name, range } of keys) node = current(child(node, name, range));
    const own = child(node, last.name, last.range);
    if (!isTables) {
      own.key = last.range;
      return own;
    }
    own.isTables = true;
    own.children ??= new Map();
    const element: Node = { key: last.range, children: new Map() };
    own.children.set(String(own.children.size), element);
    return element;
  }

  function keyValue(into: Node): void {
    const keys = key();
    skipSpaces();
    if (source[position] !== "=") {
      position = source.length;
      return;
    }
    position++;
    skipSpaces();
    let node = into;
    for (const { name, range } of keys) {
      node = child(node, name, range);
      node.key ??= range;
    }
    value(node);
  }

  /** Reads a dotted key and the blanks around it. */
  function key(): { name: string; range: readonly [number, number] }[] {
    const keys: { name: string; range: readonly [number, number] }[] = [];
    for (;;) {
      skipSpaces();
      const start = position;
      const quote = source[position];
      if (quote === '"' || quote === "'") position = stringEnd(source, position);
      else while (position < source.length && /[A-Za-z0-9_-]/.test(source[position]!)) position++;
      if (position === start) return keys;
      const raw = source.slice(start, position);
      const name = quote === '"' ? decodeBasic(raw.slice(1, -1)) : quote === "'" ? raw.slice(1, -1) : raw;
      keys.push({ name, range: [start, position] });
      skipSpaces();
      if (source[position] !== ".") return keys;
      position++;
    }
  }

  function value(node: Node): void {
    const start = position;
    const first = source[position];
    if (first === '"' || first === "'") position = stringEnd(source, position);
    else if (first === "[") elements(node);
    else if (first === "{") entries(node);
    else while (position < source.length && !/[,\]}#\r\n]/.test(source[position]!)) position++;
    const end = start + source.slice(start, position).trimEnd().length;
    node.value = [start, end];
  }

  function elements(node: Node): void {
    node.children = new Map();
    position++;
    for (;;) {
      skipBlank();
      if (position >= source.length || source[position] === "]") break;
      const start = position;
      const element: Node = {};
      value(element);
      node.children.set(String(node.children.size), element);
      skipBlank();
      if (source[position] === ",") position++;
      if (position <= start) break;
    }
    position++;
  }

  function entries(node: Node): void {
    node.children = new Map();
    position++;
    for (;;) {
      skipBlank();
      if (position >= source.length || source[position] === "}") break;
      const start = position;
      keyValue(node);
      skipBlank();
      if (source[position] === ",") position++;
      if (position <= start) break;
    }
    position++;
  }

  function skipSpaces(): void {
    while (source[position] === " " || source[position] === "\t") position++;
  }

  function skipBlank(): void {
    for (;;) {
      while (position < source.length && " \t\r\n".includes(source[position]!)) position++;
      if (source[position] !== "#") return;
      const end = source.indexOf("\n", position);
      position = end < 0 ? source.length : end + 1;
    }
  }
}

function child(node: Node, name: string, range: readonly [number, number]): Node {
  node.children ??= new Map();
  let own = node.children.get(name);
  if (own === undefined) {
    own = { key: range };
    node.children.set(name, own);
  }
  return own;
}

/** Where later keys of this name go: into an array of tables' last element. */
function current(node: Node): Node {
  if (!node.isTables || !node.children) return node;
  return node.children.get(String(node.children.size - 1)) ?? node;
}
