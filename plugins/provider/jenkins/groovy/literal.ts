/**
 * Characters as a Groovy expression whose value is exactly these characters: a literal in single quotes, of several
 * lines where the text has them. Neither `$` nor anything else is evaluated in it. Text beyond what a class file takes
 * in one constant is several literals, joined by `+`.
 */
export function groovyString(text: string): string {
  const pieces = piecesOf(text);
  return pieces.map(literal).join(" + ");
}

/** Bytes that one constant may have, with room for what a compiler adds; a class file ends at 65,535. */
const longest = 60_000;

function literal(text: string): string {
  const isBlock = text.includes("\n");
  const quote = isBlock ? "'''" : "'";
  return `${quote}${text.replace(special, (character, at: number) => escaped(character, at, text, isBlock))}${quote}`;
}

/**
 * What cannot stand for itself: quotes, backslashes, control characters, what changes the direction of text or cannot
 * be seen, halves of surrogate pairs.
 */
const special = /['\\]|[^\n\P{C}]|[\u2028\u2029\u00a0\u00ad]|\p{Zs}(?<! )|\n/gu;

function escaped(character: string, at: number, text: string, isBlock: boolean): string {
  if (character === "\\") return "\\\\";
  if (character === "'") return isBlock && !touchesQuote(text, at) ? "'" : "\\'";
  if (character === "\n") return isBlock ? "\n" : "\\n";
  if (character === "\t") return isBlock ? "\t" : "\\t";
  if (character === "\r") return "\\r";
  return [...character]
    .flatMap((each) => each.split(""))
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
}

/** A quote beside another one, or at an end, could be taken for the end of the literal. */
function touchesQuote(text: string, at: number): boolean {
  return at === 0 || at === text.length - 1 || text[at - 1] === "'" || text[at + 1] === "'";
}

function piecesOf(text: string): string[] {
  if (text.length * 3 <= longest) return [text];
  const pieces: string[] = [];
  let piece: string[] = [];
  let size = 0;
  for (const character of text) {
    const bytes = sizeOf(character);
    if (size + bytes > longest) {
      pieces.push(piece.join(""));
      piece = [];
      size = 0;
    }
    piece.push(character);
    size += bytes;
  }
  return [...pieces, piece.join("")];
}

/** As a class file counts: NUL takes two bytes, a character beyond the first 65,536 six. */
function sizeOf(character: string): number {
  if (character.length > 1) return 6;
  const code = character.charCodeAt(0);
  return code === 0 ? 2 : code < 0x80 ? 1 : code < 0x800 ? 2 : 3;
}
