import { plainWord, type ShellPiece, shellWord } from "cig/sdk/table";

/** The value of a variable; undefined where only the run knows it. */
export type Variables = (name: string) => string | undefined;

/** The value of `$NAME`, `${NAME:-word}` or `${NAME:+word}`; undefined for anything else and where the run decides. */
export function expand(source: string, variables: Variables): string | undefined {
  const bare = /^\$(?:(\w+)|\{(\w+)\})$/.exec(source);
  if (bare) return variables((bare[1] ?? bare[2])!);
  const match = /^\$\{(\w+)(:?[-+])(.*)\}$/s.exec(source);
  if (!match) return undefined;
  const [, name = "", operator = "", rest = ""] = match;
  const value = variables(name);
  if (value === undefined) return undefined;
  const usesRest = operator.endsWith("-") ? value === "" : value !== "";
  if (!usesRest) return operator.endsWith("-") ? value : "";
  return expandAll(shellWord(`"${rest}"`) ?? [], variables);
}

/** The characters of a word with its expansions in their places. */
export function expandAll(pieces: readonly ShellPiece[], variables: Variables): string | undefined {
  const plain = plainWord(pieces);
  if (plain !== undefined) return plain;
  const parts = pieces.map((piece) =>
    piece.kind === "expansion" ? expand(piece.source, variables) : piece.text,
  );
  return parts.includes(undefined) ? undefined : parts.join("");
}
