/** A piece of Groovy. */
export type Token =
  | { readonly kind: "word" | "number" | "sign"; readonly text: string; readonly line: number }
  /** `parts` are texts and, of a GString, the sources of what is put in. */
  | { readonly kind: "text"; readonly parts: readonly TextPart[]; readonly line: number }
  | { readonly kind: "comment"; readonly text: string; readonly line: number }
  | { readonly kind: "newline"; readonly line: number };

export type TextPart = { readonly text: string } | { readonly source: string };

const signs = [
  ..."<=> ==~ ... ?. *. .& == != =~ <= >= && || ?: ++ -- += -= *= /= -> .. << >> ::".split(" "),
  ..."{ } ( ) [ ] , ; : ? . = + - * / % ! < > & | ^ ~ @".split(" "),
].sort((a, b) => b.length - a.length);

/** Takes Groovy apart; what is none of its pieces is a sign of its own, so that nothing is lost. */
export function tokensOf(source: string): Token[] {
  const text = withUnicode(source);
  const tokens: Token[] = [];
  let line = 1;
  let at = text.startsWith("#!") ? text.indexOf("\n") : 0;
  const push = (token: Token, end: number) => {
    tokens.push(token);
    line += text.slice(at, end).split("\n").length - 1;
    at = end;
  };
  while (at >= 0 && at < text.length) {
    const rest = text.slice(at, at + 4);
    const character = text[at]!;
    if (character === "\n") push({ kind: "newline", line }, at + 1);
    else if (/\s/.test(character)) at++;
    else if (character === "\\" && text[at + 1] === "\n") at += 2;
    else if (rest.startsWith("//")) {
      const end = endOf(text, "\n", at);
      push({ kind: "comment", text: text.slice(at + 2, end).trim(), line }, end);
    } else if (rest.startsWith("/*")) {
      const end = endOf(text, "*/", at + 2);
      push({ kind: "comment", text: text.slice(at + 2, end).trim(), line }, Math.min(end + 2, text.length));
    } else if (character === "'" || character === '"') {
      const { parts, end } = readText(text, at);
      push({ kind: "text", parts, line }, end);
    } else if (character === "/" && startsPattern(tokens)) {
      const { parts, end } = readSlashy(text, at);
      push({ kind: "text", parts, line }, end);
    } else {
      const word = /^[A-Za-z_$][\w$]*/.exec(text.slice(at, at + 200))?.[0];
      const number = /^\d[\w.]*/.exec(text.slice(at, at + 40))?.[0].replace(/\.+$/, "");
      const sign = signs.find((each) => text.startsWith(each, at)) ?? character;
      if (word) push({ kind: "word", text: word, line }, at + word.length);
      else if (number) push({ kind: "number", text: number, line }, at + number.length);
      else push({ kind: "sign", text: sign, line }, at + sign.length);
    }
  }
  return tokens;
}

/** Groovy replaces these before anything else; a backslash before a backslash is none of them. */
function withUnicode(source: string): string {
  return source
    .replaceAll("\r\n", "\n")
    .replace(/\\\\|\\u+([0-9A-Fa-f]{4})/g, (all, code: string | undefined) =>
      code === undefined ? all : guarded(String.fromCharCode(Number.parseInt(code, 16))),
    );
}

/** What came from an escape stands for itself where a literal could take it for something else. */
function guarded(character: string): string {
  return character === "\\" ? "\\\\" : character;
}

function endOf(text: string, mark: string, from: number): number {
  const end = text.indexOf(mark, from);
  return end < 0 ? text.length : end;
}

const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f", s: " " };

function readText(text: string, start: number): { readonly parts: TextPart[]; readonly end: number } {
  const quote = text[start]!;
  const mark = text.startsWith(quote.repeat(3), start) ? quote.repeat(3) : quote;
  const parts: TextPart[] = [];
  let piece = "";
  let at = start + mark.length;
  while (at < text.length && !text.startsWith(mark, at)) {
    const character = text[at]!;
    if (character === "\\") {
      const next = text[at + 1] ?? "";
      // A backslash at the end of a line joins it with the next one.
      if (next !== "\n") piece += escapes[next] ?? next;
      at += 2;
    } else if (character === "$" && quote === '"' && /[A-Za-z_{]/.test(text[at + 1] ?? "")) {
      const { source, end } = readInsertion(text, at);
      parts.push({ text: piece }, { source });
      piece = "";
      at = end;
    } else {
      piece += character;
      at++;
    }
  }
  return { parts: [...parts, { text: piece }], end: Math.min(at + mark.length, text.length) };
}

function readInsertion(text: string, at: number): { readonly source: string; readonly end: number } {
  if (text[at + 1] !== "{") {
    const source = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*/.exec(text.slice(at + 1))![0];
    return { source, end: at + 1 + source.length };
  }
  let depth = 0;
  for (let end = at + 1; end < text.length; end++) {
    if (text[end] === "{") depth++;
    if (text[end] === "}" && --depth === 0) return { source: text.slice(at + 2, end), end: end + 1 };
  }
  return { source: text.slice(at + 2), end: text.length };
}

function readSlashy(text: string, start: number): { readonly parts: TextPart[]; readonly end: number } {
  let at = start + 1;
  let piece = "";
  while (at < text.length && text[at] !== "/") {
    if (text[at] === "\\" && text[at + 1] === "/") at++;
    piece += text[at++];
  }
  return { parts: [{ text: piece }], end: at + 1 };
}

/** A slash behind a value divides; elsewhere it begins a pattern. */
function startsPattern(tokens: readonly Token[]): boolean {
  const last = tokens.at(-1);
  if (!last || last.kind === "newline" || last.kind === "comment") return true;
  return (
    last.kind === "sign" &&
    ["(", ",", "=~", "==~", "=", "[", ":", "&&", "||", "!", "==", "!="].includes(last.text)
  );
}
