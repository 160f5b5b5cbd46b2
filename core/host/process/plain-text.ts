/**
 * Text of a plugin that is safe to show: no escape sequences, no control or direction characters, and nothing
 * that a CI runner would take for a command (`::error::`, `##[group]`, `##vso[`). For one line.
 */
export function plainText(text: string): string {
  return text
    .replace(escapeSequences, "")
    .replace(/[\t\r\n]+/g, " ")
    .replace(invisible, "")
    .replace(/(^|\s)::(?=[A-Za-z])/g, "$1: :")
    .replace(/##(?=[A-Za-z]*\[)/g, "# #")
    .trim();
}

/** CSI with its parameters, OSC and the other strings up to their end, and two-character escapes. */
const escapeSequences =
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|\x1b[ -/]*[0-~]?/g;

const invisible =
  /[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
