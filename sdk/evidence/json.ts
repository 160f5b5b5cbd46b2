/** A JSON value that knows its line. */
export interface JsonNode {
  /** From 1: of the key in an object, of the value elsewhere. */
  readonly line: number;
  readonly value: string | number | boolean | null | readonly JsonNode[] | ReadonlyMap<string, JsonNode>;
}

/** A JSON text as nodes, or what is wrong with it. */
export type ParsedJson =
  | { readonly node: JsonNode }
  | { readonly error: string; readonly line: number; readonly column: number };

/**
 * Parses strict JSON and keeps lines, which `JSON.parse` does not. An error says the same on every
 * version of Node. A key that stands twice counts as `JSON.parse` counts it: the last one.
 */
export function parseJson(text: string): ParsedJson {
  const reader = new Reader(text);
  try {
    return { node: reader.document() };
  } catch (error) {
    if (error instanceof JsonError) return { error: error.message, ...reader.place(error.offset) };
    throw error;
  }
}

/** The node at a path of keys, if every step of it is an object. */
export function jsonAt(node: JsonNode | undefined, ...path: readonly string[]): JsonNode | undefined {
  let here = node;
  for (const key of path) here = here?.value instanceof Map ? here.value.get(key) : undefined;
  return here;
}

/** The text at a path, without blanks around it; undefined when it is empty or no text. */
export function jsonTextAt(node: JsonNode | undefined, ...path: readonly string[]): string | undefined {
  const value = jsonAt(node, ...path)?.value;
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

/** The items of an array; none for anything else. */
export function jsonItems(node: JsonNode | undefined): readonly JsonNode[] {
  return Array.isArray(node?.value) ? (node.value as readonly JsonNode[]) : [];
}

class JsonError extends Error {
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** A manifest nests a handful deep; a thousand levels are an attack on the stack. */
const maximumDepth = 200;

class Reader {
  private offset = 0;
  private line = 1;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  document(): JsonNode {
    this.skipBlanks();
    const node = this.value(0);
    this.skipBlanks();
    if (this.offset < this.text.length) this.fail("something follows the end of the document");
    return node;
  }

  place(offset: number): { line: number; column: number } {
    const before = this.text.slice(0, offset);
    return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
  }

  private value(depth: number): JsonNode {
    if (depth > maximumDepth) this.fail(`it nests deeper than ${maximumDepth} levels`);
    const line = this.line;
    const character = this.text[this.offset];
    if (character === "{") return { line, value: this.object(depth) };
    if (character === "[") return { line, value: this.array(depth) };
    if (character === '"') return { line, value: this.string() };
    return { line, value: this.word() };
  }

  private object(depth: number): Map<string, JsonNode> {
    const entries = new Map<string, JsonNode>();
    this.offset++;
    this.skipBlanks();
    if (this.take("}")) return entries;
    do {
      this.skipBlanks();
      const line = this.line;
      if (this.text[this.offset] !== '"') this.fail("a key in double quotes is expected");
      const key = this.string();
      this.skipBlanks();
      if (!this.take(":")) this.fail(`":" is expected after the key "${key}"`);
      this.skipBlanks();
      entries.set(key, { line, value: this.value(depth + 1).value });
      this.skipBlanks();
    } while (this.take(","));
    if (!this.take("}")) this.fail('"," or "}" is expected');
    return entries;
  }

  private array(depth: number): JsonNode[] {
    const items: JsonNode[] = [];
    this.offset++;
    this.skipBlanks();
    if (this.take("]")) return items;
    do {
      this.skipBlanks();
      items.push(this.value(depth + 1));
      this.skipBlanks();
    } while (this.take(","));
    if (!this.take("]")) this.fail('"," or "]" is expected');
    return items;
  }

  private string(): string {
    const start = this.offset++;
    for (;;) {
      const character = this.text[this.offset];
      if (character === undefined || character === "\n") this.fail("a text has no closing quote", start);
      this.offset += character === "\\" ? 2 : 1;
      if (character === '"') break;
    }
    try {
      return JSON.parse(this.text.slice(start, this.offset)) as string;
    } catch {
      return this.fail("a text holds something that JSON does not allow", start);
    }
  }

  private word(): number | boolean | null {
    const found = /[^\s,:{}[\]"]*/y;
    found.lastIndex = this.offset;
    const word = found.exec(this.text)![0];
    if (word === "") this.fail(this.offset < this.text.length ? "a value is expected" : "it ends too early");
    if (!/^(true|false|null|-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?)$/.test(word))
      this.fail(`"${word.slice(0, 40)}" is not a value`);
    this.offset += word.length;
    return JSON.parse(word) as number | boolean | null;
  }

  private take(character: string): boolean {
    if (this.text[this.offset] !== character) return false;
    this.offset++;
    return true;
  }

  private skipBlanks(): void {
    for (; ; this.offset++) {
      const character = this.text[this.offset];
      if (character === "\n") this.line++;
      else if (character !== " " && character !== "\t" && character !== "\r") return;
    }
  }

  private fail(message: string, offset = this.offset): never {
    throw new JsonError(message, offset);
  }
}
