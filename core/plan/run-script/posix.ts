import { type Context, type Cursor, keepsCommandStart, mark, openCursor, type Span } from "./cursor.ts";
import { lexHeredocs, readHeredoc } from "./posix-heredoc.ts";

/**
 * Says for each span of a POSIX-like shell script (sh, bash, dash, zsh) how the shell would read the characters
 * at that place: bare, in double quotes, in a heredoc, in a comment. Spans are sorted and opaque: what stands in
 * them is not read. A script that does not parse is read as far as possible; the shell itself will refuse it.
 */
export function lexPosix(source: string, spans: readonly Span[]): readonly Context[] {
  const cursor = openCursor(source, spans);
  lexCommands(cursor, undefined);
  return cursor.contexts;
}

/** Reads commands up to the closing character or the limit. */
function lexCommands(cursor: Cursor, closer: ")" | "`" | undefined): void {
  const outer = { commandAt: cursor.commandAt, wordAt: cursor.wordAt };
  let parens = 0;
  let cases = 0;
  const startCommand = () => {
    cursor.commandAt = cursor.wordAt = cursor.at;
  };
  startCommand();
  while (cursor.at < cursor.limit) {
    if (mark(cursor, "bare")) continue;
    const character = cursor.source[cursor.at]!;
    if (character === closer && parens === 0 && (closer === "`" || cases === 0)) {
      cursor.at++;
      break;
    }
    switch (character) {
      case "\\":
        skipEscape(cursor);
        break;
      case "'":
        lexSingle(cursor, "single");
        break;
      case '"':
        lexDouble(cursor);
        break;
      case "$":
        lexDollar(cursor, false);
        break;
      case "`":
        cursor.at++;
        lexCommands(cursor, "`");
        break;
      case "#":
        if (cursor.wordAt === cursor.at) lexComment(cursor);
        else cursor.at++;
        break;
      case "<":
        if (cursor.source.startsWith("<<<", cursor.at)) cursor.at += 3;
        else if (cursor.source.startsWith("<<", cursor.at)) readHeredoc(cursor);
        else cursor.at++;
        cursor.wordAt = cursor.at;
        break;
      case "\n":
        cursor.at++;
        lexHeredocs(cursor, lexBody);
        startCommand();
        break;
      case "(":
        if (cursor.source.startsWith("((", cursor.at) && isCommandStart(cursor)) {
          cursor.at += 2;
          lexArithmetic(cursor, "(", ")", 2);
        } else {
          parens++;
          cursor.at++;
        }
        startCommand();
        break;
      case ")":
        if (parens > 0) parens--;
        cursor.at++;
        startCommand();
        break;
      case ";":
      case "&":
      case "|":
        cursor.at++;
        startCommand();
        break;
      case " ":
      case "\t":
        cursor.at++;
        if (isCommandStart(cursor, cursor.at - 1)) startCommand();
        else cursor.wordAt = cursor.at;
        break;
      default: {
        const atStart = isCommandStart(cursor);
        const word = /[\w.:/=@%+,~*?![\]{}^-]+/y;
        word.lastIndex = cursor.at;
        const text = word.exec(cursor.source)?.[0] ?? character;
        cursor.at = Math.min(cursor.at + text.length, cursor.nextSpan(), cursor.limit);
        if (!atStart) break;
        if (text === "case") cases++;
        if (text === "esac" && cases > 0) cases--;
        if (keepsCommandStart.has(text)) startCommand();
      }
    }
  }
  Object.assign(cursor, outer);
}

/** True when nothing but blanks stands between the command's start and the cursor. */
function isCommandStart(cursor: Cursor, at = cursor.at): boolean {
  return cursor.source.slice(cursor.commandAt, at).trim() === "";
}

/** A backslash takes the next character with it; before a span it would take what the span becomes. */
function skipEscape(cursor: Cursor): void {
  cursor.at++;
  if (!mark(cursor, "escaped")) cursor.at++;
}

function lexComment(cursor: Cursor): void {
  while (cursor.at < cursor.limit && cursor.source[cursor.at] !== "\n")
    if (!mark(cursor, "comment")) cursor.at++;
}

/** '…' has no escapes; $'…' has. */
function lexSingle(cursor: Cursor, context: "single" | "ansi"): void {
  cursor.at++;
  while (cursor.at < cursor.limit) {
    if (mark(cursor, context)) continue;
    const character = cursor.source[cursor.at];
    if (context === "ansi" && character === "\\") {
      skipEscape(cursor);
      continue;
    }
    cursor.at++;
    if (character === "'") return;
  }
}

function lexDouble(cursor: Cursor): void {
  cursor.at++;
  while (cursor.at < cursor.limit && cursor.source[cursor.at] !== '"') lexQuoted(cursor, "double");
  cursor.at++;
}

/** The body of a heredoc whose delimiter was not quoted: as double quotes, but `"` is a plain character. */
function lexBody(cursor: Cursor): void {
  while (cursor.at < cursor.limit) lexQuoted(cursor, "heredoc");
}

/** One piece of text in which only `\`, `$` and the backtick are special. */
function lexQuoted(cursor: Cursor, context: "double" | "heredoc"): void {
  if (mark(cursor, context)) return;
  const character = cursor.source[cursor.at];
  if (character === "\\") skipEscape(cursor);
  else if (character === "$") lexDollar(cursor, true);
  else if (character === "`") lexQuotedBackticks(cursor);
  else cursor.at++;
}

/** Shells do not agree on quotes inside backticks inside quotes, so no value can be put there safely. */
function lexQuotedBackticks(cursor: Cursor): void {
  cursor.at++;
  while (cursor.at < cursor.limit && cursor.source[cursor.at] !== "`") {
    if (mark(cursor, "backticks")) continue;
    if (cursor.source[cursor.at] === "\\") skipEscape(cursor);
    else cursor.at++;
  }
  cursor.at++;
}

function lexDollar(cursor: Cursor, quoted: boolean): void {
  const { source } = cursor;
  const rest = source.slice(cursor.at + 1, cursor.at + 3);
  cursor.at++;
  if (mark(cursor, "dollar")) return;
  if (rest.startsWith("'") && !quoted) lexSingle(cursor, "ansi");
  else if (rest.startsWith('"') && !quoted) lexDouble(cursor);
  else if (rest === "((") {
    cursor.at += 2;
    lexArithmetic(cursor, "(", ")", 2);
  } else if (rest.startsWith("(")) {
    cursor.at++;
    lexCommands(cursor, ")");
  } else if (rest.startsWith("[")) {
    cursor.at++;
    lexArithmetic(cursor, "[", "]", 1);
  } else if (rest.startsWith("{")) {
    cursor.at++;
    lexParameter(cursor, quoted);
  }
}

/** $((…)), ((…)) and $[…]: the shell evaluates a value here as code, so that none may come in. */
function lexArithmetic(cursor: Cursor, open: string, close: string, depth: number): void {
  let left = depth;
  while (cursor.at < cursor.limit && left > 0) {
    if (mark(cursor, "arithmetic")) continue;
    const character = cursor.source[cursor.at]!;
    if (character === "$") {
      lexDollar(cursor, true);
      continue;
    }
    cursor.at++;
    if (character === open) left++;
    if (character === close) left--;
  }
}

/** `${name…}`. What follows the name decides how the word is read: a default value, a pattern, or a sum. */
function lexParameter(cursor: Cursor, quoted: boolean): void {
  const head = /[!#]?(?:[A-Za-z_]\w*|\d+|[@*#?$!-])?(?:\[[^\]{}]*\])?/y;
  head.lastIndex = cursor.at;
  const length = head.exec(cursor.source)?.[0].length ?? 0;
  cursor.at = Math.min(cursor.at + length, cursor.nextSpan(), cursor.limit);
  const rest = cursor.source.slice(cursor.at, cursor.at + 2);
  const isDefault = /^:?[-=+?]/.test(rest);
  const isPattern = !isDefault && /^[#%/^,]/.test(rest);
  const context = isPattern ? "bare" : !isDefault ? "arithmetic" : quoted ? "double" : "bare";
  while (cursor.at < cursor.limit) {
    if (mark(cursor, context)) continue;
    const character = cursor.source[cursor.at];
    if (character === "}") break;
    if (character === "\\") skipEscape(cursor);
    else if (character === "'" && (!quoted || isPattern)) lexSingle(cursor, "single");
    else if (character === '"') lexDouble(cursor);
    else if (character === "$") lexDollar(cursor, quoted && !isPattern);
    else if (character === "`") lexQuotedBackticks(cursor);
    else cursor.at++;
  }
  cursor.at++;
}
