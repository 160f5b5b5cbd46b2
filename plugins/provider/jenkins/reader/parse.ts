import { type TextPart, type Token, tokensOf } from "./lexer.ts";
import type { Expr, Named, Stmt } from "./syntax.ts";

const lines = new WeakMap<Stmt, number>();

/** The line on which a statement begins; 1 for one that is in no file. */
export function lineOfStatement(statement: Stmt): number {
  return lines.get(statement) ?? 1;
}

/** The statements of a Jenkinsfile. What is no Groovy that pipelines have becomes `other`, and never an exception. */
export function parseGroovy(source: string): Stmt[] {
  return new Parser(tokensOf(source)).statements(undefined);
}

/** Binary operators by how tightly they bind, the loosest first. */
const levels: readonly (readonly string[])[] = [
  ["||"],
  ["&&"],
  ["==", "!=", "=~", "==~", "<=>"],
  ["<", ">", "<=", ">=", "in", "instanceof", "as"],
  ["<<", ">>"],
  ["+", "-"],
  ["*", "/", "%"],
];

const noTokens: Token = { kind: "newline", line: 0 };

/** A parser holds its place, and is closed when the text ends. */
class Parser {
  private at = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  /** Statements up to the closing brace, or the end of the text. */
  statements(end: string | undefined): Stmt[] {
    const all: Stmt[] = [];
    for (;;) {
      const token = this.tokens[this.at];
      if (!token) return all;
      if (token.kind === "newline" || this.isSign(";")) this.at++;
      else if (token.kind === "comment") {
        all.push({ kind: "comment", text: token.text });
        this.at++;
      } else if (end !== undefined && this.isSign(end)) {
        this.at++;
        return all;
      } else {
        const before = this.at;
        const { line } = this.peek();
        const statement = this.statement();
        lines.set(statement, line);
        all.push(statement);
        // Something that nobody understands must not stop the reading.
        if (this.at === before) this.at++;
      }
    }
  }

  private statement(): Stmt {
    const { line } = this.peek();
    if (this.isSign("@")) return this.annotation();
    if (this.isWord("import") || this.isWord("package")) return this.rest();
    if (this.isWord("if")) return this.choice();
    if (this.isWord("try")) return this.attempt();
    if (this.isWord("for") || this.isWord("while")) {
      this.at++;
      this.parenthesized();
      this.blockOrOne();
      return { kind: "other" };
    }
    if (this.isWord("return") || this.isWord("throw") || this.isWord("assert")) {
      this.at++;
      const isEmpty = this.isEnd();
      return {
        kind: "expression",
        line,
        expr: isEmpty ? { kind: "constant", value: null } : this.expression(),
      };
    }
    return this.declaration() ?? this.plain(line);
  }

  /** `@Field Map x = [:]`, `@Library('a') _` */
  private annotation(): Stmt {
    this.at += 2;
    if (this.isSign("(")) this.parenthesized();
    this.skipNewlines();
    return this.statement();
  }

  private rest(): Stmt {
    while (this.at < this.tokens.length && this.peek().kind !== "newline") this.at++;
    return { kind: "other" };
  }

  /** `def x = …`, `String name(args) { … }` */
  private declaration(): Stmt | undefined {
    let at = this.at;
    const words: string[] = [];
    while (this.tokens[at]?.kind === "word" || this.isGeneric(at)) {
      const token = this.tokens[at]!;
      if (token.kind === "word") words.push(token.text);
      at++;
    }
    if (words.length < 2) return undefined;
    const next = this.tokens[at];
    if (next?.kind !== "sign") return undefined;
    const name = words.at(-1)!;
    if (next.text === "(" && this.hasBodyBehind(at)) {
      this.at = at;
      this.parenthesized();
      const parameters = this.parametersBetween(at + 1, this.at - 1);
      this.skipNewlines();
      this.at++;
      return { kind: "method", name, parameters, body: this.statements("}") };
    }
    if (next.text !== "=") return undefined;
    this.at = at + 1;
    this.skipNewlines();
    return { kind: "assign", name, value: this.expression() };
  }

  /** The last word before each comma: `String name, Closure steps`. */
  private parametersBetween(start: number, end: number): string[] {
    const isComma = (token: Token | undefined) => token?.kind === "sign" && token.text === ",";
    return this.tokens.slice(start, end).flatMap((token, index) => {
      const next = this.tokens[start + index + 1];
      const isLast = start + index + 1 === end || isComma(next);
      return token.kind === "word" && isLast ? [token.text] : [];
    });
  }

  private isGeneric(at: number): boolean {
    const token = this.tokens[at];
    return token?.kind === "sign" && /^[<>]$/.test(token.text) && this.tokens[at + 1]?.kind === "word";
  }

  private hasBodyBehind(at: number): boolean {
    let depth = 0;
    for (let index = at; index < this.tokens.length; index++) {
      const token = this.tokens[index]!;
      if (token.kind !== "sign") continue;
      if (token.text === "(") depth++;
      if (token.text === ")" && --depth === 0) {
        let next = index + 1;
        while (this.tokens[next]?.kind === "newline") next++;
        const brace = this.tokens[next];
        return brace?.kind === "sign" && brace.text === "{";
      }
    }
    return false;
  }

  private plain(line: number): Stmt {
    const expr = this.expression();
    if (expr.kind === "name" && this.isSign("=")) {
      this.at++;
      this.skipNewlines();
      return { kind: "assign", name: expr.name, value: this.expression() };
    }
    if (this.isSign("=") || this.isSign("+=")) {
      this.at++;
      this.skipNewlines();
      return { kind: "other", value: this.expression() };
    }
    return { kind: "expression", expr, line };
  }

  private choice(): Stmt {
    this.at++;
    const test = this.parenthesized();
    const yes = this.blockOrOne();
    const before = this.at;
    this.skipNewlines();
    if (this.isWord("else")) {
      this.at++;
      return { kind: "if", test, yes, no: this.blockOrOne() };
    }
    this.at = before;
    return { kind: "if", test, yes, no: [] };
  }

  private attempt(): Stmt {
    this.at++;
    const body = this.blockOrOne();
    let caught: readonly Stmt[] = [];
    let last: readonly Stmt[] = [];
    for (;;) {
      const before = this.at;
      this.skipNewlines();
      if (this.isWord("catch")) {
        this.at++;
        this.parenthesized();
        caught = [...caught, ...this.blockOrOne()];
      } else if (this.isWord("finally")) {
        this.at++;
        last = this.blockOrOne();
      } else {
        this.at = before;
        return { kind: "try", body, caught, last };
      }
    }
  }

  private blockOrOne(): readonly Stmt[] {
    this.skipNewlines();
    if (!this.isSign("{")) return [this.statement()];
    this.at++;
    return this.statements("}");
  }

  private parenthesized(): Expr {
    if (!this.isSign("(")) return { kind: "other", source: "" };
    const start = this.at;
    this.at++;
    this.skipNewlines();
    const inner = this.expression();
    this.skipNewlines();
    if (this.isSign(")")) {
      this.at++;
      return inner;
    }
    // `for (x in y)`, `catch (A | B e)`, parameters.
    let depth = 1;
    this.at = start + 1;
    while (this.at < this.tokens.length && depth > 0) {
      if (this.isSign("(")) depth++;
      if (this.isSign(")")) depth--;
      this.at++;
    }
    return { kind: "other", source: "" };
  }

  private expression(): Expr {
    const test = this.binary(0);
    if (this.isSign("?:")) {
      this.at++;
      this.skipNewlines();
      const no = this.expression();
      return { kind: "choice", test, yes: test, no };
    }
    const before = this.at;
    this.skipNewlines();
    if (!this.isSign("?")) {
      this.at = before;
      return test;
    }
    this.at++;
    this.skipNewlines();
    const yes = this.expression();
    this.skipNewlines();
    if (!this.isSign(":")) return { kind: "other", source: "?" };
    this.at++;
    this.skipNewlines();
    return { kind: "choice", test, yes, no: this.expression() };
  }

  private binary(level: number): Expr {
    const signs = levels[level];
    if (!signs) return this.unary();
    let left = this.binary(level + 1);
    for (;;) {
      const sign = this.operator(signs);
      if (sign === undefined) return left;
      left = { kind: "binary", sign, left, right: this.binary(level + 1) };
    }
  }

  /** An operator may begin the next line only where a line cannot begin with it. */
  private operator(signs: readonly string[]): string | undefined {
    const before = this.at;
    this.skipNewlines();
    const token = this.peek();
    const text = token.kind === "sign" || token.kind === "word" ? token.text : "";
    const mayBegin = ["&&", "||", "==", "!=", "=~", "==~"].includes(text) || before === this.at;
    if (text === "" || !signs.includes(text) || !mayBegin) {
      this.at = before;
      return undefined;
    }
    this.at++;
    this.skipNewlines();
    return text;
  }

  private unary(): Expr {
    if (this.isSign("!")) {
      this.at++;
      return { kind: "not", of: this.unary() };
    }
    if (this.isSign("-")) {
      this.at++;
      const of = this.unary();
      return of.kind === "number" ? { ...of, value: -of.value } : of;
    }
    return this.postfix(this.primary());
  }

  private postfix(start: Expr): Expr {
    let expr = start;
    for (;;) {
      if (this.isSign(".") || this.isSign("?.")) {
        this.at++;
        const token = this.peek();
        this.at++;
        const name = token.kind === "word" ? token.text : token.kind === "text" ? plainText(token.parts) : "";
        expr =
          this.isSign("(") || this.isSign("{") ? this.call(name, expr) : { kind: "property", of: expr, name };
      } else if (this.isSign("(") && (expr.kind === "name" || expr.kind === "text")) {
        expr = this.call(expr.kind === "name" ? expr.name : expr.text, undefined);
      } else if (this.isSign("{") && expr.kind === "name" && expr === start)
        expr = this.call(expr.name, undefined);
      else if (this.isSign("[")) {
        this.at++;
        this.skipNewlines();
        const at = this.expression();
        this.skipNewlines();
        if (this.isSign("]")) this.at++;
        expr = { kind: "index", of: expr, at };
      } else if (expr.kind === "name" && expr === start && this.startsArgument()) {
        expr = this.command(expr.name);
      } else if (expr.kind === "property" && this.startsArgument()) {
        const { args, named } = this.argumentsUntil(undefined);
        expr = { kind: "call", of: expr.of, name: expr.name, args, named };
      } else return expr;
    }
  }

  /** `label 'linux'`: arguments without parentheses, on the same line. */
  private startsArgument(): boolean {
    const token = this.peek();
    if (token.kind === "text" || token.kind === "number") return true;
    if (token.kind !== "word") return false;
    return !["in", "instanceof", "as", "else", "catch", "finally"].includes(token.text);
  }

  private command(name: string): Expr {
    const { args, named } = this.argumentsUntil(undefined);
    const body = this.closureBody();
    return { kind: "call", name, args, named, ...(body && { body }) };
  }

  private call(name: string, of: Expr | undefined): Expr {
    let given: { args: Expr[]; named: Named[] } = { args: [], named: [] };
    if (this.isSign("(")) {
      this.at++;
      given = this.argumentsUntil(")");
    }
    const body = this.closureBody();
    return { kind: "call", ...(of && { of }), name, ...given, ...(body && { body }) };
  }

  private closureBody(): Stmt[] | undefined {
    if (!this.isSign("{")) return undefined;
    this.at++;
    return this.closure();
  }

  /** Behind the brace; parameters count for nothing. */
  private closure(): Stmt[] {
    const arrow = this.tokens
      .slice(this.at, this.at + 8)
      .findIndex((token) => token.kind === "sign" && token.text === "->");
    const isPlain = this.tokens
      .slice(this.at, this.at + Math.max(arrow, 0))
      .every((token) => token.kind === "word" || (token.kind === "sign" && token.text === ","));
    if (arrow >= 0 && isPlain) this.at += arrow + 1;
    return this.statements("}");
  }

  private argumentsUntil(end: string | undefined): { args: Expr[]; named: Named[] } {
    const args: Expr[] = [];
    const named: Named[] = [];
    for (;;) {
      if (end !== undefined) this.skipNewlines();
      if (end !== undefined && this.isSign(end)) {
        this.at++;
        return { args, named };
      }
      if (this.at >= this.tokens.length) return { args, named };
      const key = this.key();
      const before = this.at;
      const value = this.expression();
      if (key === undefined) args.push(value);
      else named.push({ name: key, value });
      if (end !== undefined) this.skipNewlines();
      if (this.isSign(",")) {
        this.at++;
        this.skipNewlines();
      } else if (end === undefined) return { args, named };
      else if (this.at === before) this.at++;
    }
  }

  /** `name:` or `'name':` */
  private key(): string | undefined {
    const [token, colon] = [this.peek(), this.tokens[this.at + 1]];
    if (colon?.kind !== "sign" || colon.text !== ":") return undefined;
    const name =
      token.kind === "word" ? token.text : token.kind === "text" ? plainText(token.parts) : undefined;
    if (name === undefined) return undefined;
    this.at += 2;
    this.skipNewlines();
    return name;
  }

  private primary(): Expr {
    const token = this.peek();
    this.at++;
    if (token.kind === "text") return textExpr(token.parts);
    if (token.kind === "number") return { kind: "number", value: Number.parseFloat(token.text) };
    if (token.kind === "word") return this.word(token.text);
    if (token.kind === "sign" && token.text === "(") {
      this.at--;
      return this.parenthesized();
    }
    if (token.kind === "sign" && token.text === "[") return this.listOrMap();
    if (token.kind === "sign" && token.text === "{") return { kind: "closure", body: this.closure() };
    this.at--;
    return { kind: "other", source: token.kind === "sign" ? token.text : "" };
  }

  private word(text: string): Expr {
    if (text === "true" || text === "false") return { kind: "constant", value: text === "true" };
    if (text === "null") return { kind: "constant", value: null };
    if (text === "new") return this.postfix(this.primary());
    return { kind: "name", name: text };
  }

  private listOrMap(): Expr {
    this.skipNewlines();
    if (this.isSign(":")) {
      this.at++;
      if (this.isSign("]")) this.at++;
      return { kind: "map", entries: [] };
    }
    const { args, named } = this.argumentsUntil("]");
    return named.length > 0 ? { kind: "map", entries: named } : { kind: "list", items: args };
  }

  private peek(): Token {
    return this.tokens[this.at] ?? noTokens;
  }

  private isSign(text: string): boolean {
    const token = this.peek();
    return token.kind === "sign" && token.text === text;
  }

  private isWord(text: string): boolean {
    const token = this.peek();
    return token.kind === "word" && token.text === text;
  }

  private isEnd(): boolean {
    return this.peek().kind === "newline" || this.isSign("}") || this.isSign(";");
  }

  private skipNewlines(): void {
    while (this.tokens[this.at]?.kind === "newline" || this.tokens[this.at]?.kind === "comment") this.at++;
  }
}

function plainText(parts: readonly TextPart[]): string {
  return parts.map((part) => ("text" in part ? part.text : `\${${part.source}}`)).join("");
}

function textExpr(parts: readonly TextPart[]): Expr {
  if (parts.length === 1 && "text" in parts[0]!) return { kind: "text", text: parts[0].text };
  const exprs = parts.flatMap((part): Expr[] => {
    if ("text" in part) return part.text === "" ? [] : [{ kind: "text", text: part.text }];
    const [first] = parseGroovy(part.source);
    return [first?.kind === "expression" ? first.expr : { kind: "other", source: part.source }];
  });
  return { kind: "joined", parts: exprs };
}
