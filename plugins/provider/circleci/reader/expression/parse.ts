/** An expression of CircleCI as a tree: what stands between `<<` and `>>`, in `filters` and in `when`. */
export type Node =
  | { readonly kind: "literal"; readonly value: string | number | boolean }
  | { readonly kind: "pattern"; readonly source: string }
  /** `pipeline.git.branch` */
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "not"; readonly of: Node }
  | { readonly kind: "binary"; readonly operator: string; readonly left: Node; readonly right: Node };

/** The tree of an expression; undefined where it is none. */
export function parseExpression(source: string): Node | undefined {
  const tokens = tokensOf(source);
  if (!tokens) return undefined;
  const reader: Reader = { tokens, at: 0 };
  const node = readOr(reader);
  return reader.at === tokens.length ? node : undefined;
}

type Token =
  | { readonly kind: "value"; readonly node: Node }
  | { readonly kind: "sign"; readonly text: string };

interface Reader {
  readonly tokens: readonly Token[];
  at: number;
}

const pattern =
  /\s+|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|\/((?:[^/\\]|\\.)+)\/|(-?\d+(?:\.\d+)?)(?![\w.])|(starts-with|==|!=|<=|>=|[<>()])|([A-Za-z_][\w.-]*)/y;

const words: ReadonlySet<string> = new Set(["and", "or", "not", "matches", "starts-with"]);

function tokensOf(source: string): Token[] | undefined {
  const tokens: Token[] = [];
  const value = (node: Node) => tokens.push({ kind: "value", node });
  pattern.lastIndex = 0;
  while (pattern.lastIndex < source.length) {
    const match = pattern.exec(source);
    if (!match) return undefined;
    const [, double, single, regular, number, sign, word] = match;
    const text = double ?? single;
    if (text !== undefined) value({ kind: "literal", value: text.replace(/\\(["'\\])/g, "$1") });
    else if (regular !== undefined) value({ kind: "pattern", source: regular });
    else if (number !== undefined) value({ kind: "literal", value: Number(number) });
    else if (sign !== undefined) tokens.push({ kind: "sign", text: sign });
    else if (word === "true" || word === "false") value({ kind: "literal", value: word === "true" });
    else if (word !== undefined && words.has(word)) tokens.push({ kind: "sign", text: word });
    else if (word !== undefined) value({ kind: "name", name: word });
  }
  return tokens;
}

function readOr(reader: Reader): Node | undefined {
  return readChain(reader, ["or"], readAnd);
}

function readAnd(reader: Reader): Node | undefined {
  return readChain(reader, ["and"], readNot);
}

function readNot(reader: Reader): Node | undefined {
  if (!take(reader, "not")) return readChain(reader, comparisons, readPrimary);
  const of = readNot(reader);
  return of && { kind: "not", of };
}

const comparisons = ["==", "!=", "<=", ">=", "<", ">", "matches", "starts-with"];

function readChain(
  reader: Reader,
  operators: readonly string[],
  next: (reader: Reader) => Node | undefined,
): Node | undefined {
  let left = next(reader);
  for (;;) {
    const operator = operators.find((each) => peek(reader) === each);
    if (operator === undefined || !left) return left;
    reader.at++;
    const right = next(reader);
    if (!right) return undefined;
    left = { kind: "binary", operator, left, right };
  }
}

function readPrimary(reader: Reader): Node | undefined {
  const token = reader.tokens[reader.at++];
  if (token?.kind === "value") return token.node;
  if (token?.text !== "(") return undefined;
  const node = readOr(reader);
  return take(reader, ")") ? node : undefined;
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
