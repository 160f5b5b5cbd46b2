import { type Cursor, type Heredoc, mark } from "./cursor.ts";

/** Reads `<<WORD` or `<<-WORD` and remembers it for the next line break. */
export function readHeredoc(cursor: Cursor): void {
  cursor.at += 2;
  const indented = cursor.source[cursor.at] === "-";
  if (indented) cursor.at++;
  while (cursor.source[cursor.at] === " " || cursor.source[cursor.at] === "\t") cursor.at++;
  let delimiter = "";
  let quoted = false;
  while (cursor.at < cursor.limit) {
    if (mark(cursor, "delimiter")) continue;
    const character = cursor.source[cursor.at]!;
    if (/[\s;&|<>()]/.test(character)) break;
    cursor.at++;
    if (character === "\\") {
      quoted = true;
      delimiter += cursor.source[cursor.at++] ?? "";
    } else if (character === "'" || character === '"') {
      quoted = true;
      while (cursor.at < cursor.limit && cursor.source[cursor.at] !== character)
        if (!mark(cursor, "delimiter")) delimiter += cursor.source[cursor.at++];
      cursor.at++;
    } else delimiter += character;
  }
  cursor.heredocs.push({ delimiter, quoted, indented });
}

/** Reads the bodies of the heredocs that wait for this line break; `lexBody` reads those that the shell expands. */
export function lexHeredocs(cursor: Cursor, lexBody: (cursor: Cursor) => void): void {
  // Taken out of the cursor first: a command inside a body has line breaks and heredocs of its own.
  for (const heredoc of cursor.heredocs.splice(0)) {
    const [end, next] = bodyEnd(cursor, heredoc);
    const limit = cursor.limit;
    cursor.limit = end;
    if (!heredoc.quoted) lexBody(cursor);
    while (cursor.at < end) if (!mark(cursor, "quoted-heredoc")) cursor.at++;
    cursor.limit = limit;
    cursor.at = Math.min(next, limit);
  }
}

/** Where the body ends, and where the line after the delimiter starts. */
function bodyEnd(cursor: Cursor, { delimiter, indented }: Heredoc): [end: number, next: number] {
  for (let start = cursor.at; start < cursor.limit; ) {
    const lineBreak = cursor.source.indexOf("\n", start);
    const end = lineBreak === -1 || lineBreak > cursor.limit ? cursor.limit : lineBreak;
    const line = cursor.source.slice(start, end);
    if ((indented ? line.replace(/^\t+/, "") : line) === delimiter) return [start, end + 1];
    start = end + 1;
  }
  return [cursor.limit, cursor.limit];
}
