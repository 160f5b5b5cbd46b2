/** An expression of GitHub as a tree. */
export type Node =
  | { readonly kind: "literal"; readonly value: null | boolean | number | string }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "member"; readonly of: Node; readonly key: Node }
  /** `x.*` */
  | { readonly kind: "every"; readonly of: Node }
  | { readonly kind: "call"; readonly name: string; readonly inner: readonly Node[] }
  | { readonly kind: "not"; readonly of: Node }
  | { readonly kind: "binary"; readonly operator: Operator; readonly left: Node; readonly right: Node };

export type Operator = "||" | "&&" | "==" | "!=" | "<" | "<=" | ">" | ">=";

/** The tree of an expression, without its `${{ }}`; undefined where it is none. */
export function parseExpression(source: string): Node | undefined {
  const tokens = tokensOf(source);
  if (!tokens) return undefined;
  const reader: Reader = { tokens, at: 0 };
  const node = readBinary(reader, 0);
  return reader.at === tokens.length ? node : undefined;
}

type Token =
  | { readonly kind: "string" | "word" | "sign"; readonly text: string }
  | { readonly kind: "number"; readonly value: number };

interface Reader {
  readonly tokens: readonly Token[];
  at: number;
}

const pattern =
  /\s+|'((?:[^']|'')*)'|([A-Za-z_][\w-]*)|([+-]?(?:0x[\da-fA-F]+|0o[0-7]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?))|(\|\||&&|==|!=|<=|>=|[<>!().,[\]*])/y;

function tokensOf(source: string): Token[] | undefined {
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  while (pattern.lastIndex < source.length) {
    const match = pattern.exec(source);
    if (!match) return undefined;
    const [, text, word, number, sign] = match;
    if (text !== undefined) tokens.push({ kind: "string", text: text.replaceAll("''", "'") });
    else if (word !== undefined) tokens.push({ kind: "word", text: word });
    else if (number !== undefined) tokens.push({ kind: "number", value: Number(number) });
    else if (sign !== undefined) tokens.push({ kind: "sign", text: sign });
  }
  return tokens;
}

const levels: readonly (readonly Operator[])[] = [["||"], ["&&"], ["==", "!="], ["<", "<=", ">", ">="]];

function readBinary(reader: Reader, level: number): Node | undefined {
  const operators = levels[level];
  if (!operators) return readUnary(reader);
  let left = readBinary(reader, level + 1);
  for (;;) {
    const operator = operators.find((each) => peek(reader) === each);
    if (!operator || !left) return left;
    reader.at++;
    const right = readBinary(reader, level + 1);
    if (!right) return undefined;
    left = { kind: "binary", operator, left, right };
  }
}

function readUnary(reader: Reader): Node | undefined {
  if (!take(reader, "!")) return readMembers(reader);
  const of = readUnary(reader);
  return of && { kind: "not", of };
}

function readMembers(reader: Reader): Node | undefined {
  let node = readPrimary(reader);
  while (node) {
    if (take(reader, ".")) {
      if (take(reader, "*")) node = { kind: "every", of: node };
      else {
        const token = reader.tokens[reader.at++];
        if (token?.kind !== "word") return undefined;
        node = { kind: "member", of: node, key: { kind: "literal", value: token.text } };
      }
    } else if (take(reader, "[")) {
      if (take(reader, "*")) node = { kind: "every", of: node };
      else {
        const key = readBinary(reader, 0);
        if (!key) return undefined;
        node = { kind: "member", of: node, key };
      }
      if (!take(reader, "]")) return undefined;
    } else return node;
  }
  return undefined;
}

const words: Readonly<Record<string, null | boolean | number>> = {
  true: true,
  false: false,
  null: null,
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
};

function readPrimary(reader: Reader): Node | undefined {
  const token = reader.tokens[reader.at++];
  switch (token?.kind) {
    case "string":
      return { kind: "literal", value: token.text };
    case "number":
      return { kind: "literal", value: token.value };
    case "word":
      if (Object.hasOwn(words, token.text)) return { kind: "literal", value: words[token.text]! };
      return take(reader, "(") ? readCall(reader, token.text) : { kind: "name", name: token.text };
    case "sign": {
      if (token.text !== "(") return undefined;
      const node = readBinary(reader, 0);
      return take(reader, ")") ? node : undefined;
    }
    default:
      return undefined;
  }
}

function readCall(reader: Reader, name: string): Node | undefined {
  const inner: Node[] = [];
  if (take(reader, ")")) return { kind: "call", name, inner };
  do {
    const node = readBinary(reader, 0);
    if (!node) return undefined;
    inner.push(node);
  } while (take(reader, ","));
  return take(reader, ")") ? { kind: "call", name, inner } : undefined;
}

function peek({ tokens, at }: Reader): string | undefined {
  const token = tokens[at];
  return token?.kind === "sign" ? token.text : undefined;
}

function take(reader: Reader, sign: string): boolean {
  if (peek(reader) !== sign) return false;
  reader.at++;
  return true;
}
