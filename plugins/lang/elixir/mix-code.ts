/**
 * The code of an .exs file with its comments blanked out; lines and columns stay where they were. It knows texts,
 * charlists and heredocs, so that a `#` in one of them is no comment.
 */
export function withoutComments(source: string): string {
  let result = "";
  let rest = source;
  while (rest !== "") {
    const token = tokens.exec(rest)![0];
    result += token.startsWith("#") ? " ".repeat(token.length) : token;
    rest = rest.slice(token.length);
  }
  return result;
}

/** Heredoc, text, charlist, a character such as `?#`, comment, other code, any single character. */
const tokens =
  /^(?:"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'|\?\\?[^\s]|#[^\n]*|[^"'#?]+|[\s\S])/;

/** The text from an opening bracket at `start` to the one that closes it, both included; to the end when none does. */
export function bracketed(code: string, start: number): string {
  let depth = 0;
  for (let at = start; at < code.length; at++) {
    const character = code[at]!;
    if (character === '"') at = endOfText(code, at);
    else if ("[{(".includes(character)) depth++;
    else if ("]})".includes(character) && --depth === 0) return code.slice(start, at + 1);
  }
  return code.slice(start);
}

function endOfText(code: string, start: number): number {
  for (let at = start + 1; at < code.length; at++) {
    if (code[at] === "\\") at++;
    else if (code[at] === '"') return at;
  }
  return code.length;
}
