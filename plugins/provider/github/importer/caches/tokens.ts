import { parseExpression } from "../../reader/expression/parse.ts";
import { printExpression } from "../../reader/expression/print.ts";
import { cutExpressions } from "../../reader/expression/text.ts";
import { portableIn, type Scope } from "../portable.ts";

/** A piece of a key. Signs between words mean nothing. */
export type Token =
  /** A word that says what the cache is: "pre", "commit". */
  | { readonly kind: "word"; readonly text: string }
  /** One that people change to begin anew: "v1", "2". */
  | { readonly kind: "edition"; readonly text: string }
  /** A name in the notation of cig.toml: "{{ matrix.go }}". */
  | { readonly kind: "name"; readonly text: string }
  | { readonly kind: "os" }
  | { readonly kind: "arch" }
  | { readonly kind: "files"; readonly files: readonly string[] };

/** Cuts a key; undefined where something stands in it that cig.toml cannot say in a key. */
export function tokensOf(key: string, scope: Scope): readonly Token[] | undefined {
  const tokens: Token[] = [];
  for (const [index, piece] of cutExpressions(key).entries()) {
    if (index % 2 === 0) {
      if (/[${}]/.test(piece)) return undefined;
      tokens.push(...wordsOf(piece));
      continue;
    }
    const token = expressionToken(piece, scope);
    if (!token) return undefined;
    tokens.push(token);
  }
  return tokens;
}

function wordsOf(text: string): Token[] {
  return text
    .split(/[^\w.]+|_+/)
    .filter((word) => /\w/.test(word))
    .map((word) => ({ kind: /^v?\d[\d.]*$/i.test(word) ? "edition" : "word", text: word }));
}

/** Names whose values every step of the job sees alike. */
const steady = /^(?:matrix\..+|env\.\w+|git\.(?:sha|ref)|run\.(?:id|number|attempt))$/;

function expressionToken(source: string, scope: Scope): Token | undefined {
  const node = parseExpression(source);
  if (!node) return undefined;
  const printed = printExpression(node);
  if (printed === "runner.os") return { kind: "os" };
  if (printed === "runner.arch") return { kind: "arch" };
  if (node.kind === "call") {
    const files = node.inner.map((inner) => (inner.kind === "literal" ? inner.value : undefined));
    const arePlain = files.every((file) => typeof file === "string" && /^[^!{}\n]+$/.test(file));
    return /^hashFiles$/i.test(node.name) && files.length > 0 && arePlain
      ? { kind: "files", files: files as string[] }
      : undefined;
  }
  const name = portableIn(node, scope);
  return name !== undefined && steady.test(name) ? { kind: "name", text: `{{ ${name} }}` } : undefined;
}
