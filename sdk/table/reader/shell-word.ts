/** A piece of a word of a POSIX shell. */
export type ShellPiece =
  /** Characters that stand for themselves. */
  | { readonly kind: "literal"; readonly text: string }
  /** Characters without quotes, in which `*`, `?` and `[…]` may be a pattern. */
  | { readonly kind: "bare"; readonly text: string }
  /** `${NAME:-}`, `$NAME`, `$(…)`, as written. */
  | { readonly kind: "expansion"; readonly source: string };

/** A token of a command line. */
export type ShellToken =
  | { readonly kind: "word"; readonly pieces: readonly ShellPiece[]; readonly source: string }
  | { readonly kind: "operator"; readonly source: string };

const operators = [";;", "&&", "||", ">>", "<<", ";", "|", "(", ")", "\n", ">", "<", "&"];

/** The words and operators of shell text; undefined where a quote or an expansion is not closed. */
export function shellTokens(text: string): ShellToken[] | undefined {
  const tokens: ShellToken[] = [];
  let at = 0;
  while (at < text.length) {
    if (text.startsWith("\\\n", at)) at += 2;
    else if (text[at] === " " || text[at] === "\t") at++;
    else if (text[at] === "#" && (at === 0 || /[\s;&|()]/.test(text[at - 1]!)))
      at = text.indexOf("\n", at) < 0 ? text.length : text.indexOf("\n", at);
    else {
      const operator = operators.find((each) => text.startsWith(each, at));
      if (operator) {
        tokens.push({ kind: "operator", source: operator });
        at += operator.length;
        continue;
      }
      const word = readWord(text, at);
      if (!word) return undefined;
      tokens.push({ kind: "word", pieces: word.pieces, source: text.slice(at, word.end) });
      at = word.end;
    }
  }
  return tokens;
}

/** The pieces of text that is one word and nothing else; undefined for anything else. */
export function shellWord(text: string): readonly ShellPiece[] | undefined {
  const tokens = shellTokens(text);
  const [only] = tokens ?? [];
  return tokens?.length === 1 && only?.kind === "word" ? only.pieces : undefined;
}

/** The characters of a word without expansions; undefined for one that has some. */
export function plainWord(pieces: readonly ShellPiece[] | undefined): string | undefined {
  if (!pieces?.every(({ kind }) => kind !== "expansion")) return undefined;
  return pieces.map((piece) => (piece.kind === "expansion" ? "" : piece.text)).join("");
}

interface Open {
  readonly pieces: ShellPiece[];
  readonly end: number;
}

function readWord(text: string, start: number): Open | undefined {
  const pieces: ShellPiece[] = [];
  let at = start;
  while (at < text.length && !/[ \t\n;&|()<>]/.test(text[at]!)) {
    const character = text[at]!;
    if (character === "'") {
      const end = text.indexOf("'", at + 1);
      if (end < 0) return undefined;
      pieces.push({ kind: "literal", text: text.slice(at + 1, end) });
      at = end + 1;
    } else if (character === '"') {
      const inner = readDoubleQuoted(text, at + 1);
      if (!inner) return undefined;
      pieces.push(...inner.pieces);
      at = inner.end;
    } else if (character === "\\") {
      if (text[at + 1] !== "\n") pieces.push({ kind: "literal", text: text[at + 1] ?? "" });
      at += 2;
    } else if (isExpansion(text, at)) {
      const end = endOfExpansion(text, at);
      if (end === undefined) return undefined;
      pieces.push({ kind: "expansion", source: text.slice(at, end) });
      at = end;
    } else {
      pieces.push({ kind: "bare", text: character });
      at++;
    }
  }
  return { pieces: joined(pieces), end: at };
}

function readDoubleQuoted(text: string, start: number): Open | undefined {
  const pieces: ShellPiece[] = [{ kind: "literal", text: "" }];
  let at = start;
  while (at < text.length) {
    const character = text[at]!;
    if (character === '"') return { pieces: joined(pieces), end: at + 1 };
    if (character === "\\" && /[\\"$`\n]/.test(text[at + 1] ?? "")) {
      if (text[at + 1] !== "\n") pieces.push({ kind: "literal", text: text[at + 1]! });
      at += 2;
    } else if (isExpansion(text, at)) {
      const end = endOfExpansion(text, at);
      if (end === undefined) return undefined;
      pieces.push({ kind: "expansion", source: text.slice(at, end) });
      at = end;
    } else {
      pieces.push({ kind: "literal", text: character });
      at++;
    }
  }
  return undefined;
}

function isExpansion(text: string, at: number): boolean {
  return text[at] === "`" || (text[at] === "$" && /[A-Za-z_0-9{(@*#?!$-]/.test(text[at + 1] ?? ""));
}

function endOfExpansion(text: string, start: number): number | undefined {
  if (text[start] === "`") {
    const end = text.indexOf("`", start + 1);
    return end < 0 ? undefined : end + 1;
  }
  const opening = text[start + 1]!;
  if (opening !== "{" && opening !== "(") {
    const name = /^\$(?:[A-Za-z_]\w*|.)/s.exec(text.slice(start))!;
    return start + name[0].length;
  }
  const closing = opening === "{" ? "}" : ")";
  let depth = 0;
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at]!;
    if (character === "\\") at++;
    else if (character === "'" && opening === "(") {
      at = text.indexOf("'", at + 1);
      if (at < 0) return undefined;
    } else if (character === '"') {
      const inner = readDoubleQuoted(text, at + 1);
      if (!inner) return undefined;
      at = inner.end - 1;
    } else if (character === opening) depth++;
    else if (character === closing && --depth === 0) return at + 1;
  }
  return undefined;
}

function joined(pieces: readonly ShellPiece[]): ShellPiece[] {
  const result: ShellPiece[] = [];
  for (const piece of pieces) {
    const last = result.at(-1);
    if (piece.kind !== "expansion" && last?.kind === piece.kind)
      result[result.length - 1] = { kind: piece.kind, text: last.text + piece.text };
    else result.push(piece);
  }
  return result.length > 1
    ? result.filter((piece) => piece.kind === "expansion" || piece.text !== "")
    : result;
}
