import type { Values } from "./values.ts";

type Node = Readonly<Record<string, unknown>>;

/** A logic statement (`when`, `condition`) after substitution. */
export function decide(statement: unknown, values: Values): boolean {
  if (statement === undefined) return true;
  if (typeof statement === "string")
    return /[<>=~]|\b(?:and|or|not)\b|^pipeline\./.test(statement)
      ? decideText(statement, values)
      : statement !== "" && statement !== "false";
  if (typeof statement !== "object" || statement === null) return Boolean(statement);
  const [operator, operand] = Object.entries(statement as Node)[0]!;
  switch (operator) {
    case "and":
      return (operand as unknown[]).every((each) => decide(each, values));
    case "or":
      return (operand as unknown[]).some((each) => decide(each, values));
    case "not":
      return !decide(operand, values);
    case "equal":
      return new Set((operand as unknown[]).map((each) => JSON.stringify(each))).size === 1;
    case "matches": {
      const { pattern, value } = operand as { pattern: string; value: unknown };
      return new RegExp(`^(?:${pattern.replace(/^\/|\/$/g, "")})$`).test(String(value));
    }
    default:
      throw new Error(`no such logic statement: ${operator}`);
  }
}

/** An expression: `pipeline.git.branch == "main" and not (…)`, `=~ /…/`, `starts-with`. */
export function decideText(source: string, values: Values): boolean {
  return isTrue(evaluateText(source, values));
}

/** What an expression comes to: `or` and `and` give one of their sides, as CircleCI's do. */
export function evaluateText(source: string, values: Values): unknown {
  const tokens = source.match(/"(?:\\.|[^"\\])*"|\/(?:\\.|[^/\\])*\/|==|!=|\(|\)|[\w.-]+/g) ?? [];
  let at = 0;
  // What stands behind a side that decides is read, and not asked for.
  let undecided = true;
  const unless = (isDecided: boolean, read: () => unknown): unknown => {
    const before = undecided;
    undecided &&= !isDecided;
    const value = read();
    undecided = before;
    return value;
  };
  const peek = () => tokens[at];
  const take = () => tokens[at++]!;
  const either = (): unknown => {
    let value = both();
    while (peek() === "or") {
      take();
      const right = unless(isTrue(value), both);
      value = isTrue(value) ? value : right;
    }
    return value;
  };
  const both = (): unknown => {
    let value = not();
    while (peek() === "and") {
      take();
      const right = unless(!isTrue(value), not);
      value = isTrue(value) ? right : value;
    }
    return value;
  };
  const not = (): unknown => {
    if (peek() !== "not") return compare();
    take();
    return !isTrue(not());
  };
  const compare = (): unknown => {
    const left = operand();
    switch (peek()) {
      case "==":
        take();
        return String(left) === String(operand());
      case "!=":
        take();
        return String(left) !== String(operand());
      case "matches": {
        take();
        // The pattern is for the whole.
        return new RegExp(`^(?:${take().slice(1, -1).replaceAll("\\/", "/")})$`).test(String(left));
      }
      case "starts-with":
        take();
        return String(left).startsWith(String(operand()));
      default:
        return left;
    }
  };
  const operand = (): unknown => {
    const token = take();
    if (token === "(") {
      const value = either();
      take();
      return value;
    }
    if (token.startsWith('"')) return JSON.parse(token);
    if (token === "true" || token === "false") return token === "true";
    if (/^\d+$/.test(token)) return Number(token);
    if (!(token in values) && undecided) throw new Error(`CircleCI knows no ${token}`);
    return values[token];
  };
  const result = either();
  if (at !== tokens.length) throw new Error(`cannot read: ${source}`);
  return result;
}

function isTrue(value: unknown): boolean {
  return value !== "" && value !== false && value !== undefined;
}
