import { type Occasion, type ShellPiece, shellWord } from "cig/sdk/table";
import { isOfAgent, nameOfExpansion, nameOfVariable, valueOn, variableOf } from "./names.ts";

export type Environment = Readonly<Record<string, string>>;

/** What is known where a word stands. */
export interface Known {
  readonly env: Environment;
  readonly defaultBranch: string;
  /** Variables that bring values of the pipeline to scripts, and are none of the author's. */
  readonly carried?: Environment;
  /** Secrets by the variables that hold them. */
  readonly secrets: ReadonlyMap<string, string>;
}

/** The pieces of a word as a text of a table, with names as `{{ git.sha }}`. */
export function textOfPieces(pieces: readonly ShellPiece[], known: Known): string {
  return pieces
    .map((piece) => (piece.kind === "expansion" ? textOfExpansion(piece.source, known) : piece.text))
    .join("");
}

/** A word as written; as it is where it is none. */
export function textOfSource(source: string, known: Known): string {
  const pieces = shellWord(source);
  return pieces ? textOfPieces(pieces, known) : source;
}

export function textOfExpansion(source: string, known: Known): string {
  const { env, carried = {}, secrets } = known;
  const cached = /^\$\(cache_text (.*)\)$/s.exec(source)?.[1];
  if (cached !== undefined) return textOfSource(cached, known);
  const variable = variableOf(source);
  if (variable !== undefined && secrets.has(variable)) return `{{ secrets.${secrets.get(variable)} }}`;
  if (variable !== undefined && !isOfAgent(variable) && Object.hasOwn(env, variable)) return env[variable]!;
  if (variable !== undefined && Object.hasOwn(carried, variable)) return carried[variable]!;
  const name = nameOfExpansion(source);
  if (name !== undefined) return `{{ ${name} }}`;
  return variable === undefined ? source : nameOfVariable(variable);
}

/** What an expansion is on an occasion; undefined where only the run knows it. */
export function expansionOn(source: string, occasion: Occasion, known: Known): string | undefined {
  const text = textOfExpansion(source, known);
  let isKnown = true;
  const value = text.replace(/\{\{ ([\w.-]+) \}\}/g, (_, name: string) => {
    const found = valueOn(name, occasion, known.defaultBranch);
    if (found === undefined) isKnown = false;
    return found ?? "";
  });
  return isKnown && !/^\$/.test(value) ? value : undefined;
}
