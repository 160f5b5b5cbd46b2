import { isDeepStrictEqual } from "node:util";
import type { TomlTable } from "../../../../sdk/import/imported.ts";
import { type Node, scan } from "../../../config/positions/scan.ts";
import { parseToml } from "../../../config/toml.ts";
import type { Path } from "../compare-workflow.ts";
import { addToHeader } from "./add-to-header.ts";
import { addItem, addToInline, removeEntry } from "./inline.ts";
import { applied, type Operation } from "./operation.ts";
import { lineEnd, lineStart } from "./statements.ts";
import { valueText } from "./value-text.ts";

/**
 * A cig.toml with one value changed, as text: comments, order and quotes of all the rest stay. Undefined where the text
 * has no place for it, or where the outcome would not say exactly what the operation asks for. Pure.
 */
export function editToml(source: string, operation: Operation): string | undefined {
  const { table } = parseToml(source);
  const wanted = table && applied(table as TomlTable, operation);
  if (!wanted) return undefined;
  const end = source.includes("\r\n") ? "\r\n" : "\n";
  const text = edited(source, operation)?.replace(/\r?\n/g, end);
  const said = text === undefined ? undefined : parseToml(text).table;
  return said && isDeepStrictEqual(plain(said), plain(wanted)) ? text : undefined;
}

function edited(source: string, operation: Operation): string | undefined {
  const { path } = operation;
  const root = scan(source);
  const node = nodeAt(root, path);
  const parent = nodeAt(root, path.slice(0, -1));
  if (operation.kind === "insert") {
    const items = [...(parent?.children?.values() ?? [])];
    if (!parent?.value) return undefined;
    return addItem(
      source,
      parent.value,
      items.flatMap(({ value }) => (value ? [value] : [])),
      Number(path.at(-1)),
      operation.value,
    );
  }
  if (operation.kind === "remove") {
    if (!node?.value) return undefined;
    const range = [(node.key ?? node.value)[0], node.value[1]] as const;
    return parent?.value ? removeEntry(source, parent.value, range) : removePair(source, node);
  }
  if (node?.value) {
    const [start, stop] = node.value;
    const old = source.slice(start, stop);
    const indent = /^[ \t]*/.exec(source.slice(lineStart(source, start)))![0];
    const text = valueText(operation.value, path, { before: start - lineStart(source, start), indent, old });
    return `${source.slice(0, start)}${text}${source.slice(stop)}`;
  }
  return node ? undefined : added(source, root, path, operation.value);
}

/** The nearest table that is written there gets the key; what lies between comes into being with it. */
function added(source: string, root: Node, path: Path, value: TomlTable[string]): string | undefined {
  for (let length = path.length - 1; length >= 0; length--) {
    const above = nodeAt(root, path.slice(0, length));
    if (!above) continue;
    const rest = path.slice(length).map(String);
    if (!above.value) return addToHeader(source, path, length, value);
    return source[above.value[0]] === "{"
      ? addToInline(source, above.value, entriesOf(above), rest, value)
      : undefined;
  }
  return undefined;
}

function entriesOf({ children }: Node): (readonly [number, number])[] {
  return [...(children?.values() ?? [])].flatMap(function ranges(node: Node): (readonly [number, number])[] {
    return node.value ? [node.value] : [...(node.children?.values() ?? [])].flatMap(ranges);
  });
}

/** With its line's end, and what stands behind it there. */
function removePair(source: string, { key, value }: Node): string {
  const start = lineStart(source, key![0]);
  return source.slice(0, start) + source.slice(lineEnd(source, value![1]));
}

function nodeAt(root: Node, path: Path): Node | undefined {
  return path.reduce<Node | undefined>((node, key) => node?.children?.get(String(key)), root);
}

/** The parser makes tables without a prototype, and a line end of a text is what it is in the file. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll("\\r\\n", "\\n"));
}
