import { isMap, isScalar, LineCounter, parseDocument } from "yaml";

/** A value of YAML. */
export type Raw = unknown;
export type RawTable = Readonly<Record<string, unknown>>;

/** A table, the file that it stands in, and the lines of its keys. */
export interface Part {
  readonly file: string;
  readonly table: RawTable;
  readonly comment: readonly string[];
  /** The line of the thing at the end of the path; 1 where there is none. */
  readonly lineAt: (...path: readonly string[]) => number;
  readonly error?: string;
}

const mostAliases = 1000;

/** Reads a file; one that is no table of YAML is empty, and says why. */
export function readPart(file: string, text: string): Part {
  const lines = new LineCounter();
  const none = { file, table: {}, comment: [], lineAt: () => 1 };
  try {
    const document = parseDocument(text, {
      lineCounter: lines,
      merge: true,
      uniqueKeys: false,
      logLevel: "silent",
    });
    const [broken] = document.errors;
    if (broken) return { ...none, error: broken.message.split("\n")[0]! };
    const value: unknown = document.toJS({ maxAliasCount: mostAliases });
    const lineAt = (...path: readonly string[]) => {
      let node: unknown = document.contents;
      let line = 1;
      for (const key of path) {
        const item = isMap(node)
          ? node.items.find((each) => isScalar(each.key) && String(each.key.value) === key)
          : undefined;
        if (!item) return line;
        const start = isScalar(item.key) ? item.key.range?.[0] : undefined;
        if (start !== undefined) line = lines.linePos(start).line;
        node = item.value;
      }
      return line;
    };
    const first = isMap(document.contents) ? document.contents.items[0]?.key : undefined;
    const comment = [document.commentBefore, isScalar(first) ? first.commentBefore : undefined].flatMap(
      (each) => (each ? each.split("\n") : []),
    );
    return {
      file,
      table: tableIn(value),
      comment: comment.map((line) => line.replace(/^ /, "").trimEnd()).filter(Boolean),
      lineAt,
    };
  } catch (cause) {
    return { ...none, error: cause instanceof Error ? cause.message : String(cause) };
  }
}

export function isTable(value: unknown): value is RawTable {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function tableIn(value: unknown): RawTable {
  return isTable(value) ? value : {};
}

export function textIn(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : undefined;
}

export function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => textsIn(each));
  const text = textIn(value);
  return text === undefined ? [] : [text];
}
