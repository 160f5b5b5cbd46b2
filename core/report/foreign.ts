/**
 * Makes text that cig did not write safe to show: control characters, direction marks and invisible characters
 * become visible escapes (`\x1b`, `\u202e`), and what a CI runner would take for a command (`::error::` at the
 * start of a word, `##[group]`, `##vso[`) is broken by a blank. Newlines and tabs stay; carriage returns before
 * a newline go. Harmless text is returned unchanged.
 */
export function foreign(text: string): string {
  return breakRunnerCommands(text.replaceAll("\r\n", "\n").replace(dangerous, escapeCharacter));
}

/** As `foreign`, for text that must stay on one line: newlines and tabs become blanks. */
export function foreignLine(text: string): string {
  return foreign(text.replace(/[\r\n\t]+/g, " "));
}

/** C0 without tab and newline, DEL and C1, line and paragraph separators, direction marks, zero-width characters, lone surrogates. */
export const dangerous =
  /[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

function escapeCharacter(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x100
    ? `\\x${code.toString(16).padStart(2, "0")}`
    : `\\u${code.toString(16).padStart(4, "0")}`;
}

function breakRunnerCommands(text: string): string {
  return text.replace(/(^|\s)::(?=[A-Za-z])/g, "$1: :").replace(/##(?=[A-Za-z]*\[)/g, "## ");
}
