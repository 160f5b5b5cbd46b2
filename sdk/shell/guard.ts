import { type Call, type Expression, Function as Name } from "../../proto/gen/cig/plugin/v1/value_pb.ts";
import { plainMatches } from "../plain-matches.ts";
import { extendedPattern } from "./extended-pattern.ts";
import { quotedWord, type ShellLookup, type ShellPiece, wordOfPieces } from "./word.ts";

/** What success(), failure(), always() and cancelled() are in a shell; undefined where a shell cannot tell. */
export type StatusLookup = (
  name: Name.SUCCESS | Name.FAILURE | Name.ALWAYS | Name.CANCELLED,
) => string | undefined;

/**
 * A condition as a POSIX command that succeeds when it holds. No value becomes code: each is one quoted word.
 * Undefined where a shell cannot say it. A name without a value is the empty text; as a condition by itself a text
 * holds unless it is empty, `false` or `0`.
 */
export function shellGuard(
  expression: Expression,
  lookup: ShellLookup,
  status: StatusLookup = () => undefined,
): string | undefined {
  const { kind } = expression;
  if (kind.case === "call") return compileCall(kind.value, lookup, status);
  const piece = operand(expression, lookup);
  if (!piece) return undefined;
  if (piece.kind === "literal") return /^(?:|false|0)$/.test(piece.text) ? "false" : "true";
  return `case ${wordOfPieces([piece])} in '' | false | 0) false ;; *) true ;; esac`;
}

function compileCall(node: Call, lookup: ShellLookup, status: StatusLookup): string | undefined {
  const { function: name, arguments: inner } = node;
  const [left, right] = inner;
  switch (name) {
    case Name.AND:
    case Name.OR: {
      const all = inner.map((each) => shellGuard(each, lookup, status));
      return all.every((each) => each !== undefined)
        ? `{ ${all.join(name === Name.AND ? " && " : " || ")}; }`
        : undefined;
    }
    case Name.NOT: {
      const negated = left && shellGuard(left, lookup, status);
      return negated && (negated.startsWith("!") ? `! { ${negated}; }` : `! ${negated}`);
    }
    case Name.EQUAL:
    case Name.NOT_EQUAL: {
      const words = [wordOf(left, lookup), wordOf(right, lookup)];
      if (words.some((word) => word === undefined)) return undefined;
      return `[ ${words[0]} ${name === Name.EQUAL ? "=" : "!="} ${words[1]} ]`;
    }
    case Name.CONTAINS:
      return compileCase(left, right, (needle) => `*${needle}*`, lookup);
    case Name.STARTS_WITH:
      return compileCase(left, right, (needle) => `${needle}*`, lookup);
    case Name.ENDS_WITH:
      return compileCase(left, right, (needle) => `*${needle}`, lookup);
    case Name.MATCHES:
      return compileMatches(left, right, lookup);
    case Name.SUCCESS:
    case Name.FAILURE:
    case Name.ALWAYS:
    case Name.CANCELLED:
      return status(name);
    default:
      return undefined;
  }
}

/** `case` compares with patterns in every shell, and what is quoted in them stands for itself. */
function compileCase(
  subject: Expression | undefined,
  needle: Expression | undefined,
  pattern: (word: string) => string,
  lookup: ShellLookup,
): string | undefined {
  const words = [wordOf(subject, lookup), wordOf(needle, lookup)];
  if (words[0] === undefined || words[1] === undefined) return undefined;
  return `case ${words[0]} in ${pattern(words[1])}) true ;; *) false ;; esac`;
}

function compileMatches(
  subject: Expression | undefined,
  pattern: Expression | undefined,
  lookup: ShellLookup,
): string | undefined {
  const word = wordOf(subject, lookup);
  const source = pattern && operand(pattern, lookup);
  if (word === undefined || source?.kind !== "literal") return undefined;
  const plain = plainMatches(source.text);
  if (plain) {
    const patterns = plain.map(({ kind, text }) => {
      const characters = text === "" ? "" : quotedWord(text);
      const open = kind === "suffix" || kind === "contains" ? "*" : "";
      return (
        open + (characters || (open ? "" : "''")) + (kind === "prefix" || kind === "contains" ? "*" : "")
      );
    });
    return `case ${word} in ${patterns.join(" | ")}) true ;; *) false ;; esac`;
  }
  const extended = extendedPattern(source.text);
  return extended === undefined
    ? undefined
    : `printf '%s\\n' ${word} | LC_ALL=C grep -Eq -e ${quotedWord(extended)}`;
}

function wordOf(expression: Expression | undefined, lookup: ShellLookup): string | undefined {
  const piece = expression && operand(expression, lookup);
  return piece && wordOfPieces([piece]);
}

function operand({ kind }: Expression, lookup: ShellLookup): ShellPiece | undefined {
  if (kind.case === "reference") return lookup(kind.value);
  if (kind.case !== "literal") return undefined;
  const { kind: value } = kind.value;
  if (value.case === "text") return { kind: "literal", text: value.value };
  if (value.case === "boolean" || value.case === "integer" || value.case === "number")
    return { kind: "literal", text: String(value.value) };
  return undefined;
}
