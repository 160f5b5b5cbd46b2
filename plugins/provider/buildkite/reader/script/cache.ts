import { cacheKey, shellTokens, shellWord } from "cig/sdk/table";
import { textOfPieces } from "../text.ts";
import type { State } from "./state.ts";

/** What decides which cache the word names: a text, or `$(cache_key TEXT PATHSPEC…)`. */
export function keyOfWord(source: string, { known }: State): string[] {
  const pieces = shellWord(source) ?? [];
  const [only] = pieces.filter((piece) => piece.kind === "expansion" || piece.text !== "");
  const made = only?.kind === "expansion" ? /^\$\(cache_key (.*)\)$/s.exec(only.source)?.[1] : undefined;
  if (made === undefined) return cacheKey(textOfPieces(pieces, known), []);
  const [text = "", ...specs] = (shellTokens(made) ?? []).flatMap((token) =>
    token.kind === "word" ? [textOfPieces(token.pieces, known)] : [],
  );
  return cacheKey(text, specs.map(fileOf));
}

/** The key of the variable that a command names. */
export function keyIn(command: string, { keys }: State): { readonly key: readonly string[] } {
  return { key: keys.get(/\$(cache_\d+)\b/.exec(command)?.[1] ?? "") ?? [] };
}

/** `:(glob)Gemfile.lock` is Gemfile.lock. */
function fileOf(spec: string): string {
  return spec.replace(/^:\(([a-z,]+)\)/, (_, magic: string) => (magic.includes("exclude") ? "!" : ""));
}
