import { type Context, type ContextKind, type Cursor, mark, openCursor, type Span } from "./cursor.ts";

/** As `lexPosix`, for PowerShell: single quotes and verbatim here-strings take no value, double quotes do. */
export function lexPowershell(source: string, spans: readonly Span[]): readonly Context[] {
  const cursor = openCursor(source, spans);
  lexCommands(cursor, undefined);
  return cursor.contexts;
}

function lexCommands(cursor: Cursor, closer: ")" | undefined): void {
  let parens = 0;
  while (cursor.at < cursor.limit) {
    if (mark(cursor, standsAlone(cursor) ? "bare" : "joined")) continue;
    const { source, at } = cursor;
    const character = source[at]!;
    if (source.startsWith("<#", at)) lexUntil(cursor, "#>", "comment");
    else if (source.startsWith("@'", at)) lexUntil(cursor, "\n'@", "single");
    else if (source.startsWith('@"', at)) lexDouble(cursor, '\n"@');
    else if (character === "#" && startsWord(source, at)) lexUntil(cursor, "\n", "comment");
    else if (character === "'") lexUntil(cursor, "'", "single");
    else if (character === '"') lexDouble(cursor, '"');
    else if (character === "`") lexEscape(cursor);
    else if (character === closer && parens === 0) {
      cursor.at++;
      return;
    } else {
      if (character === "(") parens++;
      if (character === ")" && parens > 0) parens--;
      cursor.at++;
    }
  }
}

/** Text in which `$` and the backtick are special; `closer` starts with a line break for a here-string. */
function lexDouble(cursor: Cursor, closer: string): void {
  cursor.at += closer === '"' ? 1 : 2;
  while (cursor.at < cursor.limit && !cursor.source.startsWith(closer, cursor.at)) {
    if (mark(cursor, "double")) continue;
    if (cursor.source[cursor.at] === "`") lexEscape(cursor);
    else if (cursor.source.startsWith("$(", cursor.at)) {
      cursor.at += 2;
      lexCommands(cursor, ")");
    } else if (cursor.source[cursor.at] === "$") {
      cursor.at++;
      mark(cursor, "dollar");
    } else cursor.at++;
  }
  cursor.at += closer.length;
}

/** A quoted text or a comment in which nothing is special. */
function lexUntil(cursor: Cursor, closer: string, kind: ContextKind): void {
  cursor.at++;
  while (cursor.at < cursor.limit && !cursor.source.startsWith(closer, cursor.at))
    if (!mark(cursor, kind)) cursor.at++;
  // The line break behind a comment ends it without being a part of it.
  if (closer !== "\n") cursor.at += closer.length;
}

function lexEscape(cursor: Cursor): void {
  cursor.at++;
  if (!mark(cursor, "escaped")) cursor.at++;
}

/** PowerShell reads `${env:A}.txt` as a property, and `"${env:A}".txt` as two arguments. */
function standsAlone(cursor: Cursor): boolean {
  const span = cursor.spans[cursor.contexts.length];
  return (
    span !== undefined &&
    startsWord(cursor.source, span.start) &&
    /^(?:[\s;|)}\],]|$)/.test(cursor.source.slice(span.end))
  );
}

function startsWord(source: string, at: number): boolean {
  return at === 0 || /[\s;|&({[=,]/.test(source[at - 1]!);
}
