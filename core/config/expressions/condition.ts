import { create } from "@bufbuild/protobuf";
import {
  type Expression,
  ExpressionSchema,
  Function as Fn,
} from "../../../proto/gen/cig/plugin/v1/value_pb.ts";
import { type ExpressionError, unreadable } from "./error.ts";
import { checkCall, functionNames } from "./functions.ts";
import { refuseGithub } from "./github.ts";
import { nextToken, type Sign, type Token } from "./lexer.ts";
import { literalOf } from "./literal.ts";
import type { NamePlace } from "./names.ts";

export interface ParsedCondition {
  /** Every name is still a reference, static ones too. Absent when there is an error. */
  readonly expression?: Expression;
  /** The references in their order, with their places in the source. */
  readonly names: readonly NamePlace[];
  readonly error?: ExpressionError;
}

/**
 * Reads a condition, with or without `{{ }}` around the whole of it. `&&` binds closer than `||`; `==` and
 * `!=` compare two values and do not chain. Says the first thing that is wrong; never throws.
 */
export function parseCondition(source: string): ParsedCondition {
  const github = /^\s*(\$\{\{)/.exec(source);
  if (github) return { names: [], error: refuseGithubCondition(source, github[0].length - 3) };
  const parser = new Parser(source, /^\s*\{\{/.exec(source)?.[0].length);
  try {
    return { expression: parser.whole(), names: parser.names };
  } catch (error) {
    if (error instanceof Unreadable) return { names: parser.names, error: error.error };
    throw error;
  }
}

/** Carries an error out of the recursive descent. */
class Unreadable {
  readonly error: ExpressionError;
  constructor(error: ExpressionError) {
    this.error = error;
  }
}

/** Nesting beyond this is refused, long before the stack ends. */
const maximumDepth = 100;

class Parser {
  readonly names: NamePlace[] = [];
  readonly #source: string;
  readonly #wrapped: boolean;
  #token: Token;
  #depth = 0;

  constructor(source: string, wrapper: number | undefined) {
    this.#source = source;
    this.#wrapped = wrapper !== undefined;
    this.#token = { kind: "end", offset: 0, end: wrapper ?? 0 };
  }

  whole(): Expression {
    this.#advance();
    if (this.#token.kind === "end" || this.#isSign("}}"))
      throw this.#wrong(
        "This condition is empty.",
        'Write a condition such as git.branch == "main", or remove it.',
      );
    const expression = this.#or();
    if (this.#wrapped) {
      if (!this.#isSign("}}")) throw this.#unexpected();
      this.#advance();
    }
    if (!this.#isEnd()) throw this.#unexpected();
    return expression;
  }

  #or(): Expression {
    return this.#chain("||", Fn.OR, () => this.#and());
  }

  #and(): Expression {
    return this.#chain("&&", Fn.AND, () => this.#comparison());
  }

  #chain(sign: Sign, fn: Fn, operand: () => Expression): Expression {
    const operands = [operand()];
    while (this.#isSign(sign)) {
      this.#advance();
      operands.push(operand());
    }
    return operands.length === 1 ? operands[0]! : call(fn, operands);
  }

  #comparison(): Expression {
    const left = this.#unary();
    const fn = this.#isSign("==") ? Fn.EQUAL : this.#isSign("!=") ? Fn.NOT_EQUAL : undefined;
    if (fn === undefined) return left;
    this.#advance();
    const result = call(fn, [left, this.#unary()]);
    if (this.#isSign("==") || this.#isSign("!="))
      throw this.#wrong("Comparisons do not chain.", "Compare two values at a time and join with &&.");
    return result;
  }

  #unary(): Expression {
    if (!this.#isSign("!")) return this.#primary();
    this.#deeper();
    this.#advance();
    const result = call(Fn.NOT, [this.#unary()]);
    this.#depth--;
    return result;
  }

  #primary(): Expression {
    const token = this.#token;
    switch (token.kind) {
      case "text":
        this.#advance();
        return literalOf({ case: "text", value: token.value });
      case "number":
        this.#advance();
        return literalOf(
          Number.isInteger(token.value)
            ? { case: "integer", value: BigInt(token.value) }
            : { case: "number", value: token.value },
        );
      case "name":
        return this.#name(token);
      case "sign":
        if (token.value === "(") return this.#group();
        throw this.#unexpected();
      case "end":
        throw this.#wrong("The condition ends too early.", "A value is missing here.");
    }
  }

  #group(): Expression {
    this.#deeper();
    this.#advance();
    const inner = this.#or();
    if (!this.#isSign(")")) throw this.#wrong('A ")" is missing here.');
    this.#advance();
    this.#depth--;
    return inner;
  }

  #name(token: Token & { kind: "name" }): Expression {
    this.#advance();
    const word = token.path.join(".");
    if (this.#isSign("(")) return this.#call(token, word);
    if (word === "true" || word === "false") return literalOf({ case: "boolean", value: word === "true" });
    this.names.push({ path: token.path, offset: token.offset, end: token.end });
    return create(ExpressionSchema, {
      kind: { case: "reference", value: { path: [...token.path] } },
    });
  }

  #call(token: Token, word: string): Expression {
    this.#deeper();
    this.#advance();
    const operands: Expression[] = [];
    while (!this.#isSign(")")) {
      operands.push(this.#or());
      if (this.#isSign(",")) this.#advance();
      else if (!this.#isSign(")")) throw this.#wrong('A "," or ")" is missing here.');
    }
    const end = this.#token.end;
    this.#advance();
    this.#depth--;
    const fault = checkCall(word, operands);
    if (fault) throw new Unreadable(unreadable(fault.message, token.offset, fault.hint, end));
    return call(functionNames.get(word)!, operands);
  }

  #isSign(value: Sign): boolean {
    return this.#token.kind === "sign" && this.#token.value === value;
  }

  #isEnd(): boolean {
    return this.#token.kind === "end";
  }

  #advance(): void {
    const next = nextToken(this.#source, this.#token.end);
    if (next.error) throw new Unreadable(next.error);
    this.#token = next.token!;
  }

  #deeper(): void {
    if (++this.#depth > maximumDepth)
      throw this.#wrong("This condition is nested too deeply.", "Simplify it.");
  }

  #unexpected(): Unreadable {
    const { token, word } = {
      token: this.#token,
      word: this.#source.slice(this.#token.offset, this.#token.end),
    };
    if (token.kind === "end") return this.#wrong("The condition ends too early.", 'A "}}" is missing here.');
    const operator = { and: "&&", or: "||", not: "!", is: "==", eq: "==", ne: "!=" }[word];
    return this.#wrong(
      `"${word}" cannot stand here.`,
      operator
        ? `Write ${operator} instead.`
        : word === "}}"
          ? "Inside a condition names stand without {{ }}."
          : "Values are joined by &&, ||, == or !=.",
    );
  }

  #wrong(message: string, hint?: string): Unreadable {
    return new Unreadable(unreadable(message, this.#token.offset, hint, this.#token.end));
  }
}

function call(fn: Fn, operands: Expression[]): Expression {
  return create(ExpressionSchema, { kind: { case: "call", value: { function: fn, arguments: operands } } });
}

function refuseGithubCondition(source: string, offset: number): ExpressionError {
  const error = refuseGithub(source, offset);
  const inner = /^\$\{\{\s*(.*?)\s*\}\}\s*$/s.exec(source.slice(offset))?.[1];
  if (inner === undefined || /[{}]/.test(inner)) return error;
  const again = parseCondition(inner);
  return again.error === undefined && again.names.every(({ path }) => path[0] !== "github")
    ? { ...error, hint: `Write the condition without \${{ }}: ${inner}` }
    : error;
}
