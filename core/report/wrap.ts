import { clip, displayWidth } from "./width.ts";

/**
 * Breaks text into lines of at most `width` cells, at blanks. The author's own newlines stay, and a line that
 * begins with two blanks is taken as written (a command, a quotation) and never broken.
 */
export function wrap(text: string, width: number): string[] {
  return text
    .split("\n")
    .flatMap((line) => (line.startsWith("  ") ? [line.trimEnd()] : wrapLine(line, width)));
}

function wrapLine(line: string, width: number): string[] {
  const lines: string[] = [];
  let current = "";
  for (const word of line.trim().split(/ +/)) {
    const joined = current === "" ? word : `${current} ${word}`;
    if (displayWidth(joined) <= width) {
      current = joined;
      continue;
    }
    if (current !== "") lines.push(current);
    const pieces = breakWord(word, width);
    lines.push(...pieces.slice(0, -1));
    current = pieces.at(-1)!;
  }
  lines.push(current);
  return lines;
}

/**
 * A word that is longer than a line. Paths, commands and URLs stay whole, so that they can be copied; a text without
 * blanks in a script that has none (Chinese, Japanese) is broken anywhere.
 */
function breakWord(word: string, width: number): string[] {
  if (displayWidth(word) === word.length) return [word];
  const pieces: string[] = [];
  let rest = word;
  while (displayWidth(rest) > width) {
    const piece = clip(rest, Math.max(2, width));
    if (piece === "") break;
    pieces.push(piece);
    rest = rest.slice(piece.length);
  }
  if (rest !== "" || pieces.length === 0) pieces.push(rest);
  return pieces;
}
