import type { Text } from "cig/sdk";
import type { Scope } from "../scope.ts";
import { characters } from "./characters.ts";
import { interpolation, literal, type Piece } from "./piece.ts";
import { compileReference } from "./reference.ts";

/** The pieces of a Text; names that CircleCI does not know are reported and left out. */
export function piecesOf(text: Text | undefined, scope: Scope): Piece[] {
  return (text?.parts ?? []).flatMap(({ kind }): Piece[] => {
    if (kind.case === "literal") return [literal(kind.value)];
    const piece = kind.case === "reference" ? compileReference(kind.value, scope) : undefined;
    return piece ? [piece] : [];
  });
}

/**
 * A Text as a value of the configuration: names become `<< … >>`, characters stay exactly what they are. Names that
 * only a shell in the job knows are reported; `place` says where they cannot stand: "the image".
 */
export function compileText(text: Text | undefined, place: string, scope: Scope): string {
  const pieces = piecesOf(text, scope);
  if (pieces.some(({ kind }) => kind === "shell"))
    scope.report.add(
      "CC002",
      scope.subject,
      `CircleCI knows ${namesIn(text)} only while the job runs, and not in ${place}.`,
      "Use it in a step: in its variables or its script.",
    );
  return textOfPieces(pieces, scope);
}

/** Pieces as a value of the configuration; those that only a shell knows are left out. */
export function textOfPieces(pieces: readonly Piece[], scope: Scope): string {
  return joined(pieces)
    .map((piece) =>
      piece.kind === "literal"
        ? characters(piece.text, scope)
        : piece.kind === "config"
          ? interpolation(piece.source)
          : "",
    )
    .join("");
}

/** A field that is either plain characters or, with run-time names, a Text; undefined when it is empty. */
export function compileEither(
  plain: string,
  text: Text | undefined,
  place: string,
  scope: Scope,
): string | undefined {
  if (text && text.parts.length > 0) return compileText(text, place, scope);
  return plain === "" ? undefined : characters(plain, scope);
}

/** Literals that stand side by side as one, so that `<` and `<` are seen together. */
export function joined(pieces: readonly Piece[]): Piece[] {
  const result: Piece[] = [];
  for (const piece of pieces) {
    const last = result.at(-1);
    if (piece.kind === "literal" && last?.kind === "literal")
      result[result.length - 1] = literal(last.text + piece.text);
    else result.push(piece);
  }
  return result;
}

function namesIn(text: Text | undefined): string {
  const names = (text?.parts ?? []).flatMap(({ kind }) =>
    kind.case === "reference" ? [`\`${kind.value.path.join(".")}\``] : [],
  );
  return [...new Set(names)].join(" and ");
}
