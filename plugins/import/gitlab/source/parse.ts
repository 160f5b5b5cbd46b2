import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
} from "yaml";
import { type Place, type Raw, type RawTable, Reference, tableOf } from "./value.ts";

/** What a file says. */
export interface ParsedFile {
  readonly table: RawTable;
  /** Of `spec: inputs` in the head of a file. */
  readonly spec?: RawTable;
  /** Comments at the head, and inside each key of the top level, without their signs. */
  readonly comments: ReadonlyMap<string, readonly string[]>;
  /** Why it cannot be read. */
  readonly error?: { readonly line: number; readonly message: string };
}

/** Enough for any file that people write; aliases of aliases are more. */
const mostNodes = 200_000;

/** Reads a file of GitLab. Never throws; merge keys, anchors and `!reference` are understood. */
export function parseFile(file: string, text: string): ParsedFile {
  const none = { table: tableOf([]), comments: new Map() };
  try {
    const lines = new LineCounter();
    const documents = parseAllDocuments(text, {
      lineCounter: lines,
      merge: false,
      uniqueKeys: false,
      logLevel: "silent",
    });
    if (!Array.isArray(documents)) return none;
    const all = documents as Document[];
    const broken = all.flatMap(({ errors }) => errors)[0];
    if (broken) return { ...none, error: { line: broken.linePos?.[0].line ?? 1, message: broken.message } };
    const read = (document: Document | undefined) =>
      document ? new Walk(file, document, lines).table(document.contents) : undefined;
    const head = all.length > 1 ? read(all[0]) : undefined;
    const body = head?.spec === undefined ? all[0] : all[1];
    const spec = head?.spec === undefined ? undefined : head;
    return { table: read(body) ?? tableOf([]), comments: commentsIn(body), ...(spec && { spec }) };
  } catch (cause) {
    return { ...none, error: { line: 1, message: cause instanceof Error ? cause.message : String(cause) } };
  }
}

/** Counts what it has seen, so that a few lines cannot stand for millions. */
class Walk {
  private seen = 0;

  constructor(
    private readonly file: string,
    private readonly document: Document,
    private readonly lines: LineCounter,
  ) {}

  table(node: unknown): RawTable | undefined {
    const value = this.value(node);
    return typeof value === "object" &&
      value !== null &&
      !Array.isArray(value) &&
      !(value instanceof Reference)
      ? (value as RawTable)
      : undefined;
  }

  private value(node: unknown): Raw {
    if (++this.seen > mostNodes) throw new Error("The file stands for more values than can be read.");
    if (isAlias(node)) return this.value(node.resolve(this.document));
    if (isScalar(node)) return scalarOf(node.value);
    if (isSeq(node)) {
      const items = node.items.map((item) => this.value(item));
      return node.tag === "!reference" ? new Reference(items.map(String)) : items;
    }
    if (!isMap(node)) return null;
    const entries = new Map<string, [Raw, Place | undefined]>();
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : String(key);
      if (name !== "<<") entries.set(name, [this.value(value), this.placeOf(key)]);
      // What is said beside a merge key is stronger, wherever it stands.
      else
        for (const each of this.merged(value))
          if (!hasOwn(node.items, each[0])) entries.set(each[0], each[1]);
    }
    return tableOf([...entries].map(([key, [value, place]]) => [key, value, place] as const));
  }

  private merged(node: unknown): [string, [Raw, Place | undefined]][] {
    const target = isAlias(node) ? node.resolve(this.document) : node;
    if (isSeq(target)) return [...target.items].reverse().flatMap((item) => this.merged(item));
    const table = this.table(target);
    if (!table || !isMap(target)) return [];
    const places = new Map(
      target.items.map(({ key }) => [isScalar(key) ? String(key.value) : String(key), this.placeOf(key)]),
    );
    return Object.keys(table).map((key) => [key, [table[key]!, places.get(key)]]);
  }

  private placeOf(key: unknown): Place | undefined {
    const start = isScalar(key) ? key.range?.[0] : undefined;
    return start === undefined ? undefined : { file: this.file, line: this.lines.linePos(start).line };
  }
}

function hasOwn(items: readonly { readonly key: unknown }[], name: string): boolean {
  return items.some(({ key }) => isScalar(key) && String(key.value) === name);
}

function scalarOf(value: unknown): Raw {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return value === null || value === undefined ? null : String(value);
}

/** The comments of a document: those at its head under "", those in and before a key of the top level under its name. */
function commentsIn(document: Document | undefined): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  if (!document) return found;
  const head = linesOf(document.commentBefore);
  if (head.length > 0) found.set("", head);
  if (!isMap(document.contents)) return found;
  const first = linesOf(document.contents.commentBefore);
  const [top] = document.contents.items;
  const { head: above, own: beside } = splitHead(isScalar(top?.key) ? top.key.commentBefore : undefined);
  if (above.length > 0) found.set("", [...head, ...above]);
  for (const [index, { key, value }] of document.contents.items.entries()) {
    const before = index === 0 ? beside : isScalar(key) ? linesOf(key.commentBefore) : [];
    const own = [...(index === 0 ? first : []), ...before, ...commentsBelow(value, 0)];
    if (own.length > 0) found.set(isScalar(key) ? String(key.value) : String(key), own);
  }
  return found;
}

/** What stands above the first key and an empty line is about the file. */
function splitHead(comment: string | null | undefined): { head: string[]; own: string[] } {
  const parts = (comment ?? "").split("\n\n");
  return { head: linesOf(parts.slice(0, -1).join("\n")), own: linesOf(parts.at(-1)) };
}

function commentsBelow(node: unknown, depth: number): string[] {
  if (depth > 20 || typeof node !== "object" || node === null) return [];
  const { commentBefore, comment } = node as { commentBefore?: string | null; comment?: string | null };
  const inner = isCollection(node)
    ? node.items.flatMap((item) =>
        typeof item === "object" && item !== null && "key" in item
          ? [
              ...commentsBelow((item as { key: unknown }).key, depth + 1),
              ...commentsBelow((item as { value?: unknown }).value, depth + 1),
            ]
          : commentsBelow(item, depth + 1),
      )
    : [];
  return [...linesOf(commentBefore), ...inner, ...linesOf(comment)];
}

function linesOf(comment: string | null | undefined): string[] {
  return (comment ?? "")
    .split("\n")
    .map((line) => line.replace(/^ /, "").trimEnd())
    .filter((line) => line.trim() !== "");
}
