/** A regular expression that matches a whole text which begins with, ends with, contains or is the characters. */
export function patternFor(kind: "prefix" | "suffix" | "contains" | "equal", characters: string): string {
  const middle = escapePattern(characters);
  if (kind === "equal") return `^${middle}$`;
  if (kind === "prefix") return `^${middle}.*$`;
  return kind === "suffix" ? `^.*${middle}$` : `^.*${middle}.*$`;
}

/**
 * A search as a match of the whole text, which is right for engines of both kinds: CircleCI's documentation does not
 * say which kind `matches` is.
 */
export function wholePattern(search: string): string {
  return /^\^[^|()[\]]*\$$/.test(search) ? search : `^.*(?:${search}).*$`;
}

export function escapePattern(characters: string): string {
  return characters.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

/**
 * The pattern between slashes; control characters cannot stand there and become escapes, nor can `<<`, which CircleCI
 * would take for a value of its own.
 */
export function betweenSlashes(pattern: string): string {
  const escaped = pattern.replace(/\\?[/\0-\x1f\x7f]/g, (found) => {
    const character = found.at(-1)!;
    return character === "/" ? "\\/" : `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
  const plain = escaped.replace(/\\[^<]|\\?<(?=<)/g, (found) => (found.endsWith("<") ? "\\x3c" : found));
  return `/${plain}/`;
}
