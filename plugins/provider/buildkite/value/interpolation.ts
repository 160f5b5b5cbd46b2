/**
 * A text as it must stand in a pipeline, so that it is itself again when the agent has uploaded it: the agent puts
 * variables in for `$NAME` and `${NAME}`, takes `$$` for `$`, and `\$` for `$`, too. A backslash before a dollar can
 * therefore not stand there as it is; it comes from a variable that nobody sets.
 */
export function uploaded(text: string): string {
  return text.replace(/(\\*)\$/g, (_, backslashes: string) =>
    backslashes.length % 2 === 0 ? `${backslashes}$$` : `${backslashes.slice(1)}${lostBackslash}$$`,
  );
}

const lostBackslash = "${CIG_BACKSLASH:-\\}";

/** True when the matrix of a step would put a value in: there is no way to write such a text then. */
export function looksLikeMatrix(text: string): boolean {
  return /\{\{\s*matrix(?:\.[\w.-]+)?\s*\}\}/.test(text);
}

/** True for a character that no environment and no command line can carry. */
export function hasNul(text: string): boolean {
  return text.includes("\0");
}
