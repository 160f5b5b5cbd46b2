import type { Reference, Text } from "../../proto/gen/cig/plugin/v1/value_pb.ts";

/** A run-time name as a shell has it. */
export type ShellPiece =
  /** Characters as they are. */
  | { readonly kind: "literal"; readonly text: string }
  /** An expansion to stand in double quotes: `${CI_BRANCH:-}`, `$(cat file)`. It holds names and no values. */
  | { readonly kind: "shell"; readonly source: string };

/** What a run-time name is in a shell; undefined where it cannot be had, which the callback has reported. */
export type ShellLookup = (reference: Reference) => ShellPiece | undefined;

/** A Text as one word of a POSIX shell. Whatever the values are, the word is one argument and nothing of it runs. */
export function shellWord(text: Text | undefined, lookup: ShellLookup): string {
  return wordOfPieces(piecesOfText(text, lookup));
}

/** The pieces of a Text; names that the callback does not know are left out. */
export function piecesOfText(text: Text | undefined, lookup: ShellLookup): ShellPiece[] {
  return (text?.parts ?? []).flatMap(({ kind }): ShellPiece[] => {
    if (kind.case === "literal") return [{ kind: "literal", text: kind.value }];
    const piece = kind.case === "reference" ? lookup(kind.value) : undefined;
    return piece ? [piece] : [];
  });
}

/** Pieces as one word: in single quotes or none where nothing is to be expanded, else in double quotes. */
export function wordOfPieces(pieces: readonly ShellPiece[]): string {
  if (pieces.every(({ kind }) => kind === "literal"))
    return quotedWord(pieces.map((piece) => (piece.kind === "literal" ? piece.text : "")).join(""));
  const inner = pieces.map((piece) =>
    piece.kind === "literal" ? piece.text.replace(/[\\"$`]/g, "\\$&") : piece.source,
  );
  return `"${inner.join("")}"`;
}

/** Characters as one word, bare where they need no quotes. */
export function quotedWord(text: string): string {
  if (/^[\w@%+:,./-][\w@%+=:,./-]*$/.test(text)) return text;
  return `'${text.replaceAll("'", "'\\''")}'`;
}
