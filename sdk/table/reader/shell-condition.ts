import { and, not, or, type Truth } from "./decide.ts";
import { type ShellPiece, type ShellToken, shellTokens } from "./shell-word.ts";

/** The value of an expansion such as `${CIRCLE_TAG:-}`; undefined where only the run knows it. */
export type Resolve = (source: string) => string | undefined;

/**
 * Whether a shell condition holds: `[ … ]`, `case … esac`, `test`, `true`, `false`, `!`, `&&`, `||` and groups of them.
 * "unknown" for a value that only the run knows; undefined for text that is no such condition.
 */
export function shellCondition(text: string, resolve: Resolve): Truth | undefined {
  const tokens = shellTokens(text);
  if (!tokens) return undefined;
  const reader: Reader = { tokens, at: 0, resolve };
  const truth = readList(reader);
  skipEnds(reader);
  return reader.at === tokens.length ? truth : undefined;
}

interface Reader {
  readonly tokens: readonly ShellToken[];
  at: number;
  readonly resolve: Resolve;
}

/** The shell's `&&` and `||` bind alike, from the left. */
function readList(reader: Reader): Truth | undefined {
  let truth = readTerm(reader);
  for (;;) {
    const operator = peek(reader);
    if (operator !== "&&" && operator !== "||") return truth;
    reader.at++;
    const right = readTerm(reader);
    if (truth === undefined || right === undefined) return undefined;
    truth = operator === "&&" ? and([truth, right]) : or([truth, right]);
  }
}

function readTerm(reader: Reader): Truth | undefined {
  const word = peek(reader);
  reader.at++;
  switch (word) {
    case "!": {
      const truth = readTerm(reader);
      return truth === undefined ? undefined : not(truth);
    }
    case "{":
      return closed(reader, "}");
    case "(":
      return closed(reader, ")");
    case "true":
    case ":":
      return true;
    case "false":
      return false;
    case "[":
    case "[[":
    case "test":
      return readTest(reader, word);
    case "case":
      return readCase(reader);
    default:
      return undefined;
  }
}

function closed(reader: Reader, end: string): Truth | undefined {
  const truth = readList(reader);
  skipEnds(reader);
  return peek(reader) === end && reader.at++ >= 0 ? truth : undefined;
}

function readTest(reader: Reader, opening: string): Truth | undefined {
  const words: (readonly ShellPiece[])[] = [];
  for (let token = reader.tokens[reader.at]; token?.kind === "word"; token = reader.tokens[reader.at]) {
    if (token.source === (opening === "[[" ? "]]" : "]")) break;
    words.push(token.pieces);
    reader.at++;
  }
  if (opening !== "test" && peek(reader) !== (opening === "[[" ? "]]" : "]")) return undefined;
  if (opening !== "test") reader.at++;
  return test(words, reader.resolve);
}

function test(words: readonly (readonly ShellPiece[])[], resolve: Resolve): Truth | undefined {
  if (bare(words[0]) === "!") {
    const truth = test(words.slice(1), resolve);
    return truth === undefined ? undefined : not(truth);
  }
  const value = (index: number) => textOf(words[index] ?? [], resolve);
  if (words.length === 1) return isFilled(value(0));
  if (words.length === 2) {
    if (bare(words[0]) === "-n") return isFilled(value(1));
    return bare(words[0]) === "-z" ? not(isFilled(value(1))) : undefined;
  }
  const operator = bare(words[1]);
  if (words.length !== 3 || !["=", "==", "!="].includes(operator ?? "")) return undefined;
  const [left, right] = [value(0), value(2)];
  const same: Truth = left === undefined || right === undefined ? "unknown" : left === right;
  return operator === "!=" ? not(same) : same;
}

function isFilled(value: string | undefined): Truth {
  return value === undefined ? "unknown" : value !== "";
}

/** `case WORD in PATTERN | PATTERN) true ;; *) false ;; esac` */
function readCase(reader: Reader): Truth | undefined {
  const subject = reader.tokens[reader.at++];
  if (subject?.kind !== "word" || peek(reader) !== "in") return undefined;
  reader.at++;
  const value = textOf(subject.pieces, reader.resolve);
  const cases: { readonly patterns: (readonly ShellPiece[])[]; readonly truth: Truth }[] = [];
  for (;;) {
    skipEnds(reader);
    if (peek(reader) === "esac") break;
    if (peek(reader) === "(") reader.at++;
    const patterns: (readonly ShellPiece[])[] = [];
    for (
      let token = reader.tokens[reader.at];
      token && peek(reader) !== ")";
      token = reader.tokens[reader.at]
    ) {
      if (token.kind === "word") patterns.push(token.pieces);
      else if (token.source !== "|") return undefined;
      reader.at++;
    }
    if (peek(reader) !== ")") return undefined;
    reader.at++;
    const truth = readList(reader);
    if (truth === undefined) return undefined;
    cases.push({ patterns, truth });
    skipEnds(reader);
  }
  reader.at++;
  return chosen(value, cases, reader.resolve);
}

function chosen(
  value: string | undefined,
  cases: readonly { readonly patterns: readonly (readonly ShellPiece[])[]; readonly truth: Truth }[],
  resolve: Resolve,
): Truth {
  if (value === undefined) {
    const truths = new Set(cases.map(({ truth }) => truth));
    return truths.size === 1 ? [...truths][0]! : "unknown";
  }
  for (const { patterns, truth } of cases) {
    const matches = patterns.map((pattern) => patternOf(pattern, resolve));
    if (matches.some((pattern) => pattern?.test(value))) return truth;
    if (matches.includes(undefined)) return "unknown";
  }
  return false;
}

function patternOf(pieces: readonly ShellPiece[], resolve: Resolve): RegExp | undefined {
  const sources = pieces.map((piece) => {
    if (piece.kind === "literal") return escaped(piece.text);
    if (piece.kind === "bare")
      return piece.text
        .split(/([*?])/)
        .map((part) => (part === "*" ? ".*" : part === "?" ? "." : escaped(part)))
        .join("");
    const value = resolve(piece.source);
    return value === undefined ? undefined : escaped(value);
  });
  return sources.includes(undefined) ? undefined : new RegExp(`^${sources.join("")}$`, "s");
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

function textOf(pieces: readonly ShellPiece[], resolve: Resolve): string | undefined {
  const parts = pieces.map((piece) => (piece.kind === "expansion" ? resolve(piece.source) : piece.text));
  return parts.includes(undefined) ? undefined : parts.join("");
}

function bare(pieces: readonly ShellPiece[] | undefined): string | undefined {
  const [only] = pieces ?? [];
  return pieces?.length === 1 && only?.kind === "bare" ? only.text : undefined;
}

function peek({ tokens, at }: Reader): string | undefined {
  const token = tokens[at];
  if (token?.kind === "operator") return token.source;
  return token ? (bare(token.pieces) ?? "") : undefined;
}

function skipEnds(reader: Reader): void {
  while ([";", ";;", "\n"].includes(peek(reader) ?? "")) reader.at++;
}
