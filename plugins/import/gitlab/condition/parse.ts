import { both, either, negated, no, type Operand, type Pattern, type Test } from "./test.ts";

/** What a name stands for where the condition is: a value that the file states, or the name itself. */
export type Lookup = (name: string) => Operand;

type Token =
  | { readonly kind: "sign"; readonly text: string }
  | { readonly kind: "name" | "text"; readonly text: string }
  | { readonly kind: "pattern"; readonly pattern: Pattern };

/** Reads `$CI_COMMIT_BRANCH == "main" && $X =~ /^v/i`. Undefined for what GitLab would refuse. */
export function parseCondition(source: string, lookup: Lookup): Test | undefined {
  const tokens = tokensOf(source);
  if (!tokens) return undefined;
  const parser = new Parser(tokens, lookup);
  const test = parser.or(0);
  return parser.isAtEnd() ? test : undefined;
}

const token =
  /\s*(?:(&&|\|\||==|!=|=~|!~|!|\(|\))|\$\{?(\w+)\}?|"([^"]*)"|'([^']*)'|\/((?:[^/\\\n]|\\.)+)\/([ism]*)|(null|true|false)\b)/y;

function tokensOf(source: string): Token[] | undefined {
  const tokens: Token[] = [];
  const text = source.trimEnd();
  token.lastIndex = 0;
  for (let at = 0; at < text.length; at = token.lastIndex) {
    token.lastIndex = at;
    const found = token.exec(text);
    if (!found) return undefined;
    const [, sign, name, double, single, pattern, flags, word] = found;
    if (sign !== undefined) tokens.push({ kind: "sign", text: sign });
    else if (name !== undefined) tokens.push({ kind: "name", text: name });
    else if (pattern !== undefined)
      tokens.push({
        kind: "pattern",
        pattern: { source: pattern.replaceAll("\\/", "/"), flags: flags ?? "" },
      });
    else if (word !== undefined) tokens.push({ kind: "sign", text: word });
    else tokens.push({ kind: "text", text: double ?? single ?? "" });
  }
  return tokens;
}

const deepest = 50;

class Parser {
  private at = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly lookup: Lookup,
  ) {}

  isAtEnd(): boolean {
    return this.tokens.length > 0 && this.at >= this.tokens.length;
  }

  or(depth: number): Test | undefined {
    let left = this.and(depth);
    while (left && this.takes("||")) {
      const right = this.and(depth);
      left = right && either(left, right);
    }
    return left;
  }

  private and(depth: number): Test | undefined {
    let left = this.single(depth);
    while (left && this.takes("&&")) {
      const right = this.single(depth);
      left = right && both(left, right);
    }
    return left;
  }

  private single(depth: number): Test | undefined {
    if (depth > deepest) return undefined;
    if (this.takes("!")) {
      const inner = this.single(depth + 1);
      return inner && negated(inner);
    }
    if (this.takes("(")) {
      const inner = this.or(depth + 1);
      return inner && this.takes(")") ? inner : undefined;
    }
    const left = this.operand();
    if (!left) return undefined;
    for (const sign of ["==", "!=", "=~", "!~"] as const)
      if (this.takes(sign)) {
        const test = sign === "==" || sign === "!=" ? this.equality(left) : this.match(left);
        return test && sign.startsWith("!") ? negated(test) : test;
      }
    return presence(left);
  }

  private equality(left: Operand): Test | undefined {
    const right = this.operand();
    return right && equal(left, right);
  }

  private match(value: Operand): Test | undefined {
    const next = this.tokens[this.at];
    if (!next) return undefined;
    this.at++;
    if (next.kind === "pattern") return matching(value, next.pattern);
    // A variable may hold the pattern.
    const operand =
      next.kind === "name"
        ? this.lookup(next.text)
        : next.kind === "text"
          ? ({ kind: "text", text: next.text } as const)
          : undefined;
    if (!operand) return undefined;
    const written = operand.kind === "text" ? patternIn(operand.text) : undefined;
    if (written) return matching(value, written);
    return operand.kind === "null" ? no : { kind: "unknown", what: `a pattern that is in a variable` };
  }

  private operand(): Operand | undefined {
    const next = this.tokens[this.at];
    if (!next || next.kind === "pattern") return undefined;
    if (next.kind === "sign") {
      if (next.text !== "null" && next.text !== "true" && next.text !== "false") return undefined;
      this.at++;
      return next.text === "null" ? { kind: "null" } : { kind: "text", text: next.text };
    }
    this.at++;
    return next.kind === "name" ? this.lookup(next.text) : { kind: "text", text: next.text };
  }

  private takes(text: string): boolean {
    const next = this.tokens[this.at];
    const isIt = next?.kind === "sign" && next.text === text;
    if (isIt) this.at++;
    return isIt;
  }
}

/** "/^v/i" as a pattern. */
export function patternIn(text: string): Pattern | undefined {
  const found = /^\/(.+)\/([ism]*)$/s.exec(text.trim());
  return found ? { source: found[1]!.replaceAll("\\/", "/"), flags: found[2]! } : undefined;
}

function presence(value: Operand): Test {
  if (value.kind === "name") return { kind: "present", value };
  return { kind: "constant", value: value.kind === "text" && value.text !== "" };
}

/** Two values that the file states are compared here. */
export function equal(left: Operand, right: Operand): Test {
  if (left.kind !== "name" && right.kind !== "name")
    return {
      kind: "constant",
      value:
        left.kind === right.kind && (left.kind === "null" || left.text === (right as { text: string }).text),
    };
  return left.kind === "name" ? { kind: "equal", left, right } : { kind: "equal", left: right, right: left };
}

export function matching(value: Operand, pattern: Pattern): Test {
  if (value.kind === "null") return no;
  if (value.kind === "name") return { kind: "matches", value, pattern };
  const found = fits(value.text, pattern);
  return found === undefined ? { kind: "unknown", what: "a pattern" } : { kind: "constant", value: found };
}

/** Undefined where the pattern is none that JavaScript knows, or is too much for it. */
export function fits(text: string, { source, flags }: Pattern): boolean | undefined {
  // Texts are short, but a pattern with nested repeats could take for ever even so.
  if (text.startsWith("\u0000")) return undefined;
  if (source.length > 500 || text.length > 200 || /[+*}]\)[+*{]/.test(source)) return undefined;
  try {
    return new RegExp(
      source.replace(/^\\A|\\z$|\\Z$/g, (each) => (each === "\\A" ? "^" : "$")),
      [...new Set(flags)].join(""),
    ).test(text);
  } catch {
    return undefined;
  }
}
