import { type Expression, Function as Fn } from "../../../../proto/gen/cig/plugin/v1/value_pb.ts";
import { allOf, apply, constant } from "../../../config/expressions.ts";

/**
 * Whether a name of a branch or tag fits a pattern: `*` is all but `/`, `**` is all, `?` and `+` repeat the character
 * before, `[…]` is one of the characters, `\` takes the next as it is. Plain functions are preferred to matches(),
 * because not every provider has that. The pattern must have passed the schema's check; a `!` in front is the caller's.
 */
export function fitsPattern(name: Expression, pattern: string): Expression {
  const pieces = piecesOf(pattern);
  return plainly(name, pieces) ?? apply(Fn.MATCHES, name, constant(expressionOf(pieces)));
}

/** The pattern as a regular expression of the whole name, in RE2's syntax. */
export function patternExpression(pattern: string): string {
  return expressionOf(piecesOf(pattern));
}

/** True when the pattern is the name itself. */
export function isName(pattern: string): boolean {
  return !/[\\*?+[\]]/.test(pattern);
}

type Piece =
  | { readonly kind: "characters"; readonly text: string }
  | { readonly kind: "star" | "everything" }
  | { readonly kind: "operator"; readonly source: string };

function piecesOf(pattern: string): Piece[] {
  return pattern
    .split(/(\\.|\*\*|\*|\[[^\]]*\]|[?+])/s)
    .filter((source) => source !== "")
    .map(pieceOf)
    .reduce<Piece[]>(joinCharacters, []);
}

function pieceOf(source: string): Piece {
  if (source === "**") return { kind: "everything" };
  if (source === "*") return { kind: "star" };
  if (/^[?+[]/.test(source)) return { kind: "operator", source };
  return { kind: "characters", text: /^\\./s.test(source) ? source.slice(1) : source };
}

/** Neighbours are one text. */
function joinCharacters(pieces: Piece[], piece: Piece): Piece[] {
  const last = pieces.at(-1);
  if (piece.kind !== "characters" || last?.kind !== "characters") return [...pieces, piece];
  return [...pieces.slice(0, -1), { kind: "characters", text: last.text + piece.text }];
}

/** One text with wildcards at its ends; undefined for what needs a regular expression. */
function plainly(name: Expression, pieces: readonly Piece[]): Expression | undefined {
  const [text, ...others] = pieces.flatMap((piece) => (piece.kind === "characters" ? piece.text : []));
  const wildcards = pieces.filter(({ kind }) => kind !== "characters").map(({ kind }) => kind);
  const [wildcard] = wildcards;
  if (others.length > 0 || wildcards.includes("operator")) return undefined;
  if (wildcard === undefined) return apply(Fn.EQUAL, name, constant(text ?? ""));
  // `a*b`, `***` and the like, and wildcards of two kinds.
  if (wildcards.some((each) => each !== wildcard)) return undefined;
  if (text === undefined) return wildcards.length > 1 ? undefined : anything(name, wildcard === "star");
  const starts = pieces[0]!.kind === "characters";
  const ends = pieces.at(-1)!.kind === "characters";
  const fn = starts ? Fn.STARTS_WITH : ends ? Fn.ENDS_WITH : Fn.CONTAINS;
  const test = apply(fn, name, constant(text));
  if (wildcard === "everything") return test;
  // How many slashes may follow those of the text, no plain function can say.
  return text.includes("/") ? undefined : allOf([test, hasNoSlash(name)]);
}

/** Any name that is not empty, or one without a slash. */
function anything(name: Expression, withoutSlash: boolean): Expression {
  const isThere = apply(Fn.NOT_EQUAL, name, constant(""));
  return withoutSlash ? allOf([isThere, hasNoSlash(name)])! : isThere;
}

function hasNoSlash(name: Expression): Expression {
  return apply(Fn.NOT, apply(Fn.CONTAINS, name, constant("/")));
}

function expressionOf(pieces: readonly Piece[]): string {
  return `^${pieces.map(sourceOf).join("")}$`;
}

function sourceOf(piece: Piece): string {
  switch (piece.kind) {
    case "characters":
      return piece.text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
    case "star":
      return "[^/]*";
    case "everything":
      return ".*";
    case "operator":
      return piece.source;
  }
}
