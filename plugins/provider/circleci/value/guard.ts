import { type Call, type Expression, Function as Name, type PlainMatch, plainMatches } from "cig/sdk";
import type { Scope } from "../scope.ts";
import { operandOf, textOf } from "./operand.ts";
import { literal } from "./piece.ts";
import { type Carried, quoted, wordOf } from "./shell.ts";

/**
 * A condition as a POSIX shell command that succeeds when it holds, for what only the job knows. No value becomes
 * code: each is one quoted word. Undefined where a shell cannot say it.
 */
export function compileGuard(expression: Expression, carried: Carried, scope: Scope): string | undefined {
  const { kind } = expression;
  if (kind.case === "call") return compileCall(kind.value, carried, scope);
  const word = wordOfOperand(expression, carried, scope);
  if (word === undefined) return undefined;
  if (kind.case === "literal") return /^(?:''|false|0)$/.test(word) ? "false" : "true";
  return `[ -n ${word} ]`;
}

function compileCall(node: Call, carried: Carried, scope: Scope): string | undefined {
  const { function: name, arguments: inner } = node;
  const [left, right] = inner;
  switch (name) {
    case Name.AND:
    case Name.OR: {
      const all = inner.map((each) => compileGuard(each, carried, scope));
      return all.every((each) => each !== undefined)
        ? `{ ${all.join(name === Name.AND ? " && " : " || ")}; }`
        : undefined;
    }
    case Name.NOT: {
      const negated = compileGuard(left!, carried, scope);
      return negated && `{ ! ${negated}; }`;
    }
    case Name.EQUAL:
    case Name.NOT_EQUAL: {
      const words = [wordOfOperand(left, carried, scope), wordOfOperand(right, carried, scope)];
      return words.every((word) => word !== undefined)
        ? `[ ${words[0]} ${name === Name.EQUAL ? "=" : "!="} ${words[1]} ]`
        : undefined;
    }
    case Name.CONTAINS:
      return compileMatch(left, right, (text) => [{ kind: "contains", text }], carried, scope);
    case Name.STARTS_WITH:
      return compileMatch(left, right, (text) => [{ kind: "prefix", text }], carried, scope);
    case Name.ENDS_WITH:
      return compileMatch(left, right, (text) => [{ kind: "suffix", text }], carried, scope);
    case Name.MATCHES:
      return compileMatch(left, right, plainMatches, carried, scope);
    default:
      return undefined;
  }
}

/** `case` compares with patterns in every shell; quoted characters in them stand for themselves. */
function compileMatch(
  subject: Expression | undefined,
  needle: Expression | undefined,
  matchesOf: (text: string) => readonly PlainMatch[] | undefined,
  carried: Carried,
  scope: Scope,
): string | undefined {
  const word = wordOfOperand(subject, carried, scope);
  const text = textOf(operandOf(needle, scope));
  const matches = text === undefined ? undefined : matchesOf(text);
  if (word === undefined || !matches) return undefined;
  const patterns = matches.map(({ kind, text }) => {
    const characters = text === "" ? "" : quoted(text);
    const open = kind === "suffix" || kind === "contains" ? "*" : "";
    return open + (characters || (open ? "" : "''")) + (kind === "prefix" || kind === "contains" ? "*" : "");
  });
  return `case ${word} in ${patterns.join(" | ")}) true ;; *) false ;; esac`;
}

function wordOfOperand(
  expression: Expression | undefined,
  carried: Carried,
  scope: Scope,
): string | undefined {
  const operand = operandOf(expression, scope);
  if (!operand) return undefined;
  return wordOf([operand.kind === "constant" ? literal(String(operand.value)) : operand], carried);
}
