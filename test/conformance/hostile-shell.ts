import type { Token } from "./hostile-tokens.ts";

/**
 * Takes a script of a POSIX shell apart, as far as quotes, expansions, here documents and operators go: what is `text`
 * is characters to the shell and nothing else. Two scripts whose tokens differ in texts only do the same with other words.
 */
export function shellTokens(source: string): Token[] {
  const state: State = { source, at: 0, tokens: [], documents: [] };
  commands(state, "");
  return joined(state.tokens);
}

interface State {
  readonly source: string;
  at: number;
  readonly tokens: Token[];
  /** Here documents whose bodies begin on the next line. */
  readonly documents: { readonly end: string; readonly isPlain: boolean; readonly isIndented: boolean }[];
}

/** Up to the end, or to the parenthesis or backtick that closes a substitution. */
function commands(state: State, end: string): void {
  let depth = 0;
  let isStart = true;
  while (state.at < state.source.length) {
    const { source, at } = state;
    const character = source[at]!;
    const isWordStart = isStart;
    isStart = /[\s;&|()<>]/.test(character);
    if (character === end && depth === 0) {
      state.at++;
      return;
    }
    if (character === "(") depth++;
    if (character === ")" && depth > 0) depth--;
    if (character === "#" && isWordStart) comment(state);
    else if (source.startsWith("<<", at) && !source.startsWith("<<<", at)) document(state);
    else if (character === "\n") lineEnd(state);
    else if (/[\s;&|()<>]/.test(character)) push(state, "sign", character, 1);
    else if (character === "'") quoted(state);
    else if (source.startsWith("$'", at)) ansi(state);
    else if (character === '"') double(state);
    else if (character === "\\")
      push(state, "text", source[at + 1] === "\n" ? "" : (source[at + 1] ?? ""), 2);
    else if (character === "$" || character === "`") expansion(state);
    else if (/[*?[\]{}~!=]/.test(character)) push(state, "sign", character, 1);
    else push(state, "text", character, 1);
  }
}

function comment(state: State): void {
  const end = endOf(state.source, "\n", state.at);
  push(state, "comment", state.source.slice(state.at, end), end - state.at);
}

function document(state: State): void {
  const head = /^<<(-?)\s*(?:'([^'\n]*)'|"([^"\n]*)"|\\?([^\s;&|()<>]+))/.exec(state.source.slice(state.at));
  if (!head) {
    push(state, "sign", "<<", 2);
    return;
  }
  const [all, dash, single, double_, bare] = head;
  const isPlain = bare === undefined || all.includes("\\");
  state.documents.push({ end: single ?? double_ ?? bare!, isPlain, isIndented: dash === "-" });
  push(state, "sign", `<<${isPlain ? "plain" : ""}`, all.length);
}

function lineEnd(state: State): void {
  push(state, "sign", "\n", 1);
  for (const { end, isPlain, isIndented } of state.documents.splice(0)) {
    const from = state.at;
    let to = from;
    for (;;) {
      const next = endOf(state.source, "\n", to);
      const line = state.source.slice(to, next);
      if ((isIndented ? line.replace(/^\t+/, "") : line) === end || next >= state.source.length) break;
      to = next + 1;
    }
    const body = state.source.slice(from, to);
    if (isPlain) push(state, "text", body, body.length);
    else {
      const inner: State = { source: body, at: 0, tokens: state.tokens, documents: [] };
      insideQuotes(inner, "");
      state.at = to;
    }
    push(state, "sign", "end of document", Math.max(0, endOf(state.source, "\n", state.at) - state.at));
  }
}

function quoted(state: State): void {
  const end = endOf(state.source, "'", state.at + 1);
  const isClosed = end < state.source.length;
  push(state, "text", state.source.slice(state.at + 1, end), end + 1 - state.at);
  if (!isClosed) push(state, "sign", "open quote", 0);
}

function ansi(state: State): void {
  const match = /^\$'((?:\\.|[^'\\])*)'/s.exec(state.source.slice(state.at));
  if (!match) {
    push(state, "sign", "open quote", 2);
    return;
  }
  push(state, "text", unescaped(match[1]!), match[0].length);
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", e: "\u001b", a: "\u0007" };

function unescaped(text: string): string {
  return text.replace(
    /\\(?:u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|x([0-9A-Fa-f]{1,2})|([0-7]{1,3})|(.))/gs,
    (_, u?: string, wide?: string, x?: string, octal?: string, other?: string) => {
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      const code = u ?? wide ?? x;
      return code !== undefined
        ? String.fromCodePoint(Number.parseInt(code, 16))
        : (escapes[other!] ?? other!);
    },
  );
}

function double(state: State): void {
  state.at++;
  push(state, "text", "", 0);
  insideQuotes(state, '"');
}

function insideQuotes(state: State, end: string): void {
  while (state.at < state.source.length) {
    const character = state.source[state.at]!;
    const next = state.source[state.at + 1] ?? "";
    if (character === end) {
      state.at++;
      return;
    }
    if (character === "\\" && next === "\n") state.at += 2;
    else if (character === "\\" && `$\`\\${end}`.includes(next) && next !== "") push(state, "text", next, 2);
    else if (character === "$" || character === "`") expansion(state);
    else push(state, "text", character, 1);
  }
  if (end !== "") push(state, "sign", "open quote", 0);
}

function expansion(state: State): void {
  const rest = state.source.slice(state.at, state.at + 200);
  const simple = /^\$(?:[A-Za-z_]\w*|[0-9@*#?$!-])/.exec(rest)?.[0];
  if (rest.startsWith("`") || rest.startsWith("$(")) {
    push(state, "sign", "$(", rest.startsWith("`") ? 1 : 2);
    commands(state, rest.startsWith("`") ? "`" : ")");
    push(state, "sign", ")$", 0);
  } else if (rest.startsWith("${")) braces(state);
  else if (simple !== undefined) push(state, "code", simple, simple.length);
  else push(state, "text", "$", 1);
}

/** `${NAME:-word}`: what stands behind the name is a word with quotes and expansions of its own. */
function braces(state: State): void {
  const head = /^\$\{[!#]?(?:\w+|[@*#?$!-])?(?:\[[@*\w]*\])?(?::?[-=+?]|##?|%%?|\/\/?|\^\^?|,,?|:)?/.exec(
    state.source.slice(state.at, state.at + 200),
  )![0];
  push(state, "code", head, head.length);
  while (state.at < state.source.length && state.source[state.at] !== "}") {
    const character = state.source[state.at]!;
    if (character === "'") quoted(state);
    else if (character === '"') double(state);
    else if (character === "\\") push(state, "text", state.source[state.at + 1] ?? "", 2);
    else if (character === "$" || character === "`") expansion(state);
    else push(state, "text", character, 1);
  }
  push(state, "code", "}", 1);
}

function push(state: State, kind: Token["kind"], text: string, length: number): void {
  state.tokens.push({ kind, text, where: "" });
  state.at += length;
}

/** Texts side by side are one word, however they are quoted. */
function joined(tokens: readonly Token[]): Token[] {
  const result: Token[] = [];
  for (const token of tokens) {
    const last = result.at(-1);
    if (token.kind === "text" && last?.kind === "text")
      result[result.length - 1] = { ...last, text: last.text + token.text };
    else result.push(token);
  }
  return result;
}

function endOf(text: string, mark: string, from: number): number {
  const end = text.indexOf(mark, from);
  return end < 0 ? text.length : end;
}
