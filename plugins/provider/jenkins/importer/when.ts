import type { Test } from "../reader/steps.ts";
import type { Call, Expr, Stmt } from "../reader/syntax.ts";

/** A condition of cig.toml, with what it leaves out. */
export interface Printed {
  /** "true" where it always holds. */
  readonly text: string;
  readonly lost: readonly string[];
}

interface Piece {
  readonly text: string;
  /** 0: `||`, 1: `&&`, 2: a comparison or a call. */
  readonly level: number;
}

const truth: Piece = { text: "true", level: 2 };
const falsehood: Piece = { text: "false", level: 2 };

/** All of these conditions; what Jenkins alone can ask lets through, and is told. */
export function printTests(tests: readonly Test[]): Printed {
  const printer = new Printer();
  const pieces = tests.map(({ source, isNegated }) => {
    if (source === undefined) return truth;
    const isWide = isNegated !== true;
    const piece = isStatements(source) ? printer.all(source, isWide) : printer.expression(source, isWide);
    return isNegated ? negated(piece) : piece;
  });
  return {
    text: pieces.reduce((left, right) => join("&&", left, right), truth).text,
    lost: [...new Set(printer.lost)],
  };
}

function isStatements(source: readonly Stmt[] | Expr): source is readonly Stmt[] {
  return Array.isArray(source);
}

class Printer {
  readonly lost: string[] = [];

  all(body: readonly Stmt[], isWide: boolean): Piece {
    return this.each(body, isWide).reduce((left, right) => join("&&", left, right), truth);
  }

  private each(body: readonly Stmt[], isWide: boolean): Piece[] {
    return body.flatMap((statement) =>
      statement.kind === "expression" ? [this.question(statement.expr, isWide)] : [],
    );
  }

  private question(expr: Expr, isWide: boolean): Piece {
    if (expr.kind === "name")
      return this.question({ kind: "call", name: expr.name, args: [], named: [] }, isWide);
    if (expr.kind !== "call") return this.unknown("a condition", isWide);
    const body = expr.body ?? [];
    switch (expr.name) {
      case "beforeAgent":
      case "beforeInput":
      case "beforeOptions":
        return truth;
      case "allOf":
        return this.all(body, isWide);
      case "anyOf":
        return this.each(body, isWide).reduce((left, right) => join("||", left, right), falsehood);
      case "not":
        return negated(this.all(body, !isWide));
      case "expression": {
        const last = body.findLast(({ kind }) => kind === "expression");
        return last?.kind === "expression" && body.length === 1
          ? this.expression(last.expr, isWide)
          : this.unknown("`expression`", isWide);
      }
      case "buildingTag":
        return compare("git.tag", "!=", "");
      case "tag":
        return this.fits(expr, "pattern", "git.tag", isWide);
      case "branch":
        return onBranch(this.fits(expr, "pattern", "git.branch", isWide));
      case "changeRequest":
        return this.request(expr, isWide);
      case "triggeredBy": {
        const cause = textArgument(expr, "cause") ?? "";
        if (/Timer/.test(cause)) return compare("run.event", "==", "schedule");
        return /UserId/.test(cause)
          ? compare("run.event", "==", "manual")
          : this.unknown(`\`triggeredBy '${cause}'\``, isWide);
      }
      case "environment": {
        const value = expr.named.find(({ name }) => name === "value")?.value;
        const left: Expr = {
          kind: "property",
          of: { kind: "name", name: "env" },
          name: textArgument(expr, "name") ?? "",
        };
        return value === undefined
          ? this.unknown("`environment`", isWide)
          : this.expression({ kind: "binary", sign: "==", left, right: value }, isWide);
      }
      default:
        return this.unknown(`\`${expr.name}\``, isWide);
    }
  }

  private request(call: Call, isWide: boolean): Piece {
    const isRequest = compare("run.event", "==", "pull_request");
    const others = call.named.filter(({ name }) => name !== "target" && name !== "comparator");
    const target = call.named.some(({ name }) => name === "target")
      ? this.fits(call, "target", "pr.base_branch", isWide)
      : truth;
    return others.length > 0
      ? join("&&", isRequest, this.unknown("`changeRequest` with questions", isWide))
      : join("&&", isRequest, target);
  }

  /** Patterns are those of Ant, unless the comparator says otherwise. */
  private fits(call: Call, key: string, name: string, isWide: boolean): Piece {
    const pattern = textArgument(call, key);
    if (pattern === undefined)
      return call.args.length + call.named.length === 0
        ? compare(name, "!=", "")
        : this.unknown(`\`${call.name}\``, isWide);
    const comparator = call.named.find((each) => each.name === "comparator")?.value;
    const word = comparator?.kind === "text" ? comparator.text : "GLOB";
    if (word === "EQUALS" || (word === "GLOB" && !/[*?]/.test(pattern))) return compare(name, "==", pattern);
    const source = word === "REGEXP" ? `^(?:${pattern})$` : `^${globSource(pattern)}$`;
    return source.includes("'")
      ? this.unknown(`the pattern "${pattern}"`, isWide)
      : { text: `matches(${name}, '${source}')`, level: 2 };
  }

  expression(expr: Expr, isWide: boolean): Piece {
    switch (expr.kind) {
      case "constant":
        return expr.value === true ? truth : falsehood;
      case "not":
        return negated(this.expression(expr.of, !isWide));
      case "binary":
        if (expr.sign === "&&" || expr.sign === "||")
          return join(expr.sign, this.expression(expr.left, isWide), this.expression(expr.right, isWide));
        return this.comparison(expr, isWide);
      case "name":
      case "property": {
        const name = nameOf(expr);
        if (name === undefined) break;
        return name.startsWith("inputs.") ? { text: `${name} == true`, level: 2 } : compare(name, "!=", "");
      }
      case "call": {
        const name = expr.of && nameOf(expr.of);
        const [argument] = expr.args;
        if (name === undefined || argument?.kind !== "text") break;
        const functions: Readonly<Record<string, string>> = {
          startsWith: "startsWith",
          endsWith: "endsWith",
          contains: "contains",
          equals: "==",
        };
        const word = Object.hasOwn(functions, expr.name) ? functions[expr.name] : undefined;
        if (word === undefined || argument.text.includes("'")) break;
        const piece: Piece =
          word === "=="
            ? compare(name, "==", argument.text)
            : { text: `${word}(${name}, '${argument.text}')`, level: 2 };
        return name === "git.branch" ? onBranch(piece) : piece;
      }
      default:
    }
    return this.unknown("an expression of Groovy", isWide);
  }

  private comparison({ sign, left, right }: Extract<Expr, { kind: "binary" }>, isWide: boolean): Piece {
    const name = nameOf(left) ?? nameOf(right);
    const other = nameOf(left) === undefined ? left : right;
    const value =
      other.kind === "text" ? other.text : other.kind === "constant" && other.value === null ? "" : undefined;
    if (
      name !== undefined &&
      other.kind === "constant" &&
      typeof other.value === "boolean" &&
      (sign === "==" || sign === "!=")
    )
      return { text: `${name} ${sign} ${other.value}`, level: 2 };
    if (name === undefined || value === undefined || value.includes("'"))
      return this.unknown("an expression of Groovy", isWide);
    const piece =
      sign === "==" || sign === "!="
        ? compare(name, "==", value)
        : sign === "=~" || sign === "==~"
          ? { text: `matches(${name}, '${sign === "==~" ? `^(?:${value})$` : value}')`, level: 2 }
          : undefined;
    if (!piece) return this.unknown("an expression of Groovy", isWide);
    const here = name === "git.branch" && value !== "" ? onBranch(piece) : piece;
    return sign === "!=" ? negated(here) : here;
  }

  private unknown(what: string, isWide: boolean): Piece {
    this.lost.push(what);
    return isWide ? truth : falsehood;
  }
}

/** Of a pull request and of a tag Jenkins calls the branch otherwise, where cig's name is the branch's own. */
function onBranch(piece: Piece): Piece {
  return join("&&", piece, compare("run.event", "!=", "pull_request"));
}

const portable: Readonly<Record<string, string>> = {
  BRANCH_NAME: "git.branch",
  TAG_NAME: "git.tag",
  CHANGE_ID: "pr.number",
  CHANGE_BRANCH: "pr.head_branch",
  CHANGE_TARGET: "pr.base_branch",
  CHANGE_TITLE: "pr.title",
};

function nameOf(expr: Expr): string | undefined {
  if (expr.kind === "property" && expr.of.kind === "name" && expr.of.name === "params")
    return `inputs.${expr.name}`;
  const name =
    expr.kind === "name"
      ? expr.name
      : expr.kind === "property" && expr.of.kind === "name" && expr.of.name === "env"
        ? expr.name
        : "";
  if (Object.hasOwn(portable, name)) return portable[name];
  return /^[A-Z][A-Z0-9_]*$/.test(name) ? `env.${name}` : undefined;
}

function textArgument({ args, named }: Call, key: string): string | undefined {
  const value = named.find(({ name }) => name === key)?.value ?? args[0];
  return value?.kind === "text" ? value.text : undefined;
}

function globSource(pattern: string): string {
  return pattern
    .split(/(\*\*|\*|\?)/)
    .map((piece) =>
      piece === "**"
        ? ".*"
        : piece === "*"
          ? "[^/]*"
          : piece === "?"
            ? "[^/]"
            : piece.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"),
    )
    .join("");
}

function compare(name: string, sign: "==" | "!=", text: string): Piece {
  return { text: `${name} ${sign} '${text}'`, level: 2 };
}

function negated(piece: Piece): Piece {
  if (piece === truth) return falsehood;
  if (piece === falsehood) return truth;
  const plain = /^([\w.]+) (==|!=) ('[^']*'|true|false)$/.exec(piece.text);
  if (plain) return { text: `${plain[1]} ${plain[2] === "==" ? "!=" : "=="} ${plain[3]}`, level: 2 };
  return { text: /^\w+\([^()]*\)$/.test(piece.text) ? `!${piece.text}` : `!(${piece.text})`, level: 2 };
}

function join(sign: "&&" | "||", left: Piece, right: Piece): Piece {
  const [unit, zero] = sign === "&&" ? [truth, falsehood] : [falsehood, truth];
  if (left === zero || right === zero) return zero;
  if (left === unit) return right;
  if (right === unit || left.text === right.text) return left;
  const level = sign === "&&" ? 1 : 0;
  const inner = (piece: Piece) => (piece.level < level ? `(${piece.text})` : piece.text);
  return { text: `${inner(left)} ${sign} ${inner(right)}`, level };
}
