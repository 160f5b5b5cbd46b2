/** A run-time name in Buildkite's words. */
export type Piece =
  /** Characters as they are. */
  | { readonly kind: "literal"; readonly text: string }
  /** What Buildkite's own matrix puts in: an axis. */
  | { readonly kind: "matrix"; readonly axis: string }
  /**
   * What only the job knows, to stand in double quotes of a shell. `upload`: the variable that holds the same when the
   * pipeline is uploaded.
   */
  | { readonly kind: "shell"; readonly source: string; readonly upload?: string };

export function literal(text: string): Piece {
  return { kind: "literal", text };
}

export function shell(source: string, upload?: string): Piece {
  return upload === undefined ? { kind: "shell", source } : { kind: "shell", source, upload };
}

/** Literals that stand side by side as one. */
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
