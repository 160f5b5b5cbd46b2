/** A part of a script that is not the shell's: `start` up to, not including, `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** How the shell reads the characters at a place, and whether the word there is a program for another interpreter. */
export interface Context {
  readonly kind: ContextKind;
  /** The interpreter to which the word is a program: "bash -c", "awk". Absent: it is data. */
  readonly program?: string;
}

export type ContextKind =
  | "bare"
  /** PowerShell only: a bare word that has other characters beside the span. */
  | "joined"
  | "double"
  | "single"
  | "ansi"
  | "heredoc"
  | "quoted-heredoc"
  | "comment"
  | "escaped"
  | "dollar"
  | "arithmetic"
  | "backticks"
  | "delimiter";

/** Where the lexer stands. Mutable, and used by the lexer's functions only. */
export interface Cursor {
  readonly source: string;
  readonly contexts: Context[];
  at: number;
  /** Reading ends here: the end of the script or of a heredoc. */
  limit: number;
  /** Start of the command and of the word that are being read. */
  commandAt: number;
  wordAt: number;
  /** Heredocs whose bodies follow the next line break. */
  readonly heredocs: Heredoc[];
  /** Start of the next span; the script's end when there is none. */
  nextSpan(): number;
  readonly spans: readonly Span[];
}

/** A heredoc that was announced by `<<`. */
export interface Heredoc {
  readonly delimiter: string;
  readonly quoted: boolean;
  /** `<<-`: tabs before the delimiter do not count. */
  readonly indented: boolean;
}

/** Words after which a command may start. */
export const keepsCommandStart: ReadonlySet<string> = new Set([
  "if",
  "then",
  "elif",
  "else",
  "while",
  "until",
  "do",
  "time",
  "{",
  "!",
]);

/** A cursor at the start of a script. */
export function openCursor(source: string, spans: readonly Span[]): Cursor {
  const contexts: Context[] = [];
  return {
    source,
    contexts,
    spans,
    at: 0,
    limit: source.length,
    commandAt: 0,
    wordAt: 0,
    heredocs: [],
    nextSpan: () => spans[contexts.length]?.start ?? source.length,
  };
}

/** When a span starts here: notes its context, steps over it and returns true. */
export function mark(cursor: Cursor, kind: ContextKind): boolean {
  const span = cursor.spans[cursor.contexts.length];
  if (!span || span.start !== cursor.at) return false;
  const program = mayBeProgram.has(kind) ? runsProgram(cursor) : undefined;
  cursor.contexts.push(program === undefined ? { kind } : { kind, program });
  cursor.at = span.end;
  return true;
}

const mayBeProgram: ReadonlySet<ContextKind> = new Set(["bare", "double", "single", "ansi"]);

/** `bash -c`, `node -e` and the like, with options before; what follows is a program. */
const takesProgram =
  /(?:^|[\s/])((?:ba|da|z|k|a)?sh|pwsh|powershell|python[\d.]*|node|deno|bun|ruby|perl|php|lua)(?:\s+-\w*o\s+\w+|\s+-[\w-]+)*?\s+-\w*([cerE])\s+$/;
/** Commands that read their arguments as code. */
const takesCode = /(?:^|\s)(eval|trap)\s/;
/** Tools whose quoted argument is a program in their own language; `name=value` is data for them. */
const takesScript = /(?:^|[\s/])([gmn]?awk|g?sed|jq|yq)\s/;

/** The interpreter that will read the current word as code. */
function runsProgram(cursor: Cursor): string | undefined {
  const before = cursor.source.slice(cursor.commandAt, cursor.wordAt);
  const program = takesProgram.exec(before);
  if (program) return `${program[1]} -${program[2]}`;
  const code = takesCode.exec(before);
  if (code) return code[1];
  const isQuoted = /^\$?['"]/.test(cursor.source.slice(cursor.wordAt, cursor.at));
  const span = cursor.spans[cursor.contexts.length]!;
  const isWhole =
    /^["']?$/.test(cursor.source.slice(cursor.wordAt, span.start)) && cursor.source[span.end] === '"';
  return isQuoted && !isWhole ? takesScript.exec(before)?.[1] : undefined;
}
