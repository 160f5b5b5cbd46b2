import { type Text, text } from "cig/sdk";
import { groovyString } from "../groovy/literal.ts";
import { helper, type Scope } from "../scope.ts";
import { compileReference, literal, type Piece } from "./reference.ts";

/** The pieces of a Text, literals side by side as one; names that Jenkins does not know are reported and left out. */
export function piecesOf(value: Text | undefined, scope: Scope): Piece[] {
  return mergedPieces(
    (value?.parts ?? []).flatMap(({ kind }): Piece[] => {
      if (kind.case === "literal") return [literal(kind.value)];
      const piece = kind.case === "reference" ? compileReference(kind.value, scope) : undefined;
      return piece ? [piece] : [];
    }),
  );
}

/** Literals that stand side by side as one. */
export function mergedPieces(pieces: readonly Piece[]): Piece[] {
  const merged: Piece[] = [];
  for (const piece of pieces) {
    const last = merged.at(-1);
    if (piece.kind === "literal" && last?.kind === "literal")
      merged[merged.length - 1] = literal(last.text + piece.text);
    else merged.push(piece);
  }
  return merged;
}

/** A Text as a Groovy expression whose value is a String. */
export function textSource(value: Text | undefined, scope: Scope): string {
  return joinSource(piecesOf(value, scope));
}

/** A field that is either plain characters or, with run-time names, a Text. */
export function eitherSource(plain: string, value: Text | undefined, scope: Scope): string {
  return textSource(value && value.parts.length > 0 ? value : text(plain), scope);
}

export function joinSource(pieces: readonly Piece[]): string {
  if (pieces.length === 0) return "''";
  return pieces
    .map((piece) => (piece.kind === "literal" ? groovyString(piece.text) : piece.source))
    .join(" + ");
}

/** The characters of pieces that hold no expression. */
export function literalOfPieces(pieces: readonly Piece[]): string | undefined {
  if (pieces.length === 0) return "";
  const [only] = pieces;
  return pieces.length === 1 && only!.kind === "literal" ? only!.text : undefined;
}

/**
 * An entry of `withEnv`. Jenkins replaces `$NAME` in values there, and `$$` stands for a dollar sign, so that every
 * dollar sign is doubled: here in characters, while the build runs in what only it knows.
 */
export function envEntry(name: string, value: Text | undefined, scope: Scope): string {
  return entryOf(name, piecesOf(value, scope), scope);
}

/** The same of pieces. */
export function entryOf(name: string, pieces: readonly Piece[], scope: Scope): string {
  const known = literalOfPieces(pieces);
  if (known !== undefined) return groovyString(`${name}=${known.replaceAll("$", "$$$$")}`);
  const asIs = helper(scope, "asIs");
  const sources = pieces.map((piece) =>
    piece.kind === "literal"
      ? groovyString(piece.text.replaceAll("$", "$$$$"))
      : `${asIs}(${unwrapped(piece.source)})`,
  );
  return [groovyString(`${name}=`), ...sources].join(" + ");
}

/** Without parentheses around the whole, for a place that has its own. */
export function unwrapped(source: string): string {
  if (!source.startsWith("(") || !source.endsWith(")")) return source;
  let depth = 0;
  for (const [index, character] of [
    ...source.replace(/'(?:\\.|[^'\\])*'/gs, (text) => "x".repeat(text.length)),
  ].entries()) {
    if (character === "(") depth++;
    if (character === ")") depth--;
    if (depth === 0 && index < source.length - 1) return source;
  }
  return source.slice(1, -1);
}
