import { type ShellLookup, type Text, wordOfPieces } from "cig/sdk";
import type { Scope } from "../scope.ts";
import { uploaded } from "./interpolation.ts";
import { joined, literal, type Piece } from "./piece.ts";
import { compileReference } from "./reference.ts";

/** The pieces of a Text; names that Buildkite does not know are reported and left out. */
export function piecesOf(text: Text | undefined, scope: Scope): Piece[] {
  const all = (text?.parts ?? []).flatMap(({ kind }): Piece[] => {
    if (kind.case === "literal") return [literal(kind.value)];
    const piece = kind.case === "reference" ? compileReference(kind.value, scope) : undefined;
    return piece ? [piece] : [];
  });
  return joined(all);
}

/** What a name is for scripts of the job. */
export function lookupIn(scope: Scope): ShellLookup {
  return (reference) => {
    const piece = compileReference(reference, scope);
    return piece && inShell(piece, scope);
  };
}

/** A Text as one word of the job's script. */
export function wordOf(text: Text | undefined, scope: Scope): string {
  return wordOfPieces(piecesOf(text, scope).map((piece) => inShell(piece, scope)));
}

/**
 * A Text as a value of the pipeline that is text to Buildkite and never code: a label, the name of a group. Names are
 * put in when the pipeline is uploaded; those that only a job knows are reported, and `place` says where they cannot
 * stand.
 */
export function compileText(text: Text | undefined, place: string, scope: Scope): string {
  return piecesOf(text, scope)
    .map((piece) => {
      if (piece.kind === "literal") return uploaded(piece.text);
      if (piece.kind === "matrix") return `{{matrix.${piece.axis}}}`;
      if (piece.upload !== undefined) return `\${${piece.upload}}`;
      scope.report.add(
        "BK002",
        scope.subject,
        `Buildkite knows a value only while the job runs, and not in ${place}.`,
        "Use it in a step: in its variables or its script.",
      );
      return "";
    })
    .join("");
}

/** A value of `env`: characters and axes of the matrix; undefined where the job has to find it out. */
export function compileValue(pieces: readonly Piece[]): string | undefined {
  if (pieces.some(({ kind }) => kind === "shell")) return undefined;
  return pieces
    .map((piece) =>
      piece.kind === "literal"
        ? uploaded(piece.text)
        : piece.kind === "matrix"
          ? `{{matrix.${piece.axis}}}`
          : "",
    )
    .join("");
}

/** In a script an axis of the matrix is a variable, so that no value becomes code. */
export function inShell(piece: Piece, scope: Scope) {
  if (piece.kind !== "matrix") return piece;
  const name = `CIG_MATRIX_${piece.axis.replace(/\W/g, "_").toUpperCase()}`;
  scope.parts?.variables.set(name, `{{matrix.${piece.axis}}}`);
  return { kind: "shell", source: `\${${name}}` } as const;
}
