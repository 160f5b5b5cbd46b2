import { Lexer } from "@actions/expressions";
import { isAlias, parseDocument, visit } from "yaml";
import { type Token as Groovy, tokensOf } from "../../plugins/provider/jenkins/reader/lexer.ts";
import { uploadedText } from "../validators/buildkite.ts";
import { shellTokens } from "./hostile-shell.ts";

/** A piece of a rendered file. `text` is characters and nothing else to whoever reads the file; the rest has a meaning. */
export interface Token {
  readonly kind: "text" | "code" | "sign" | "comment";
  readonly text: string;
  /** Where in the file, for a person. */
  readonly where: string;
  /** True for text that a shell will read. */
  readonly isScript?: boolean;
}

/** Takes a rendered file apart by the rules of who reads it. Throws where it cannot be read. */
export function fileTokens(provider: string, source: string): Token[] {
  if (provider === "jenkins") return groovyTokens(source);
  const tokens = treeTokens(provider, source, "1.2");
  // Whoever reads YAML 1.1 is not to see anything else.
  if (provider !== "github") {
    const old = treeTokens(provider, source, "1.1");
    if (JSON.stringify(old) !== JSON.stringify(tokens)) {
      const at = tokens.findIndex((each, index) => JSON.stringify(each) !== JSON.stringify(old[index]));
      throw new Error(`YAML 1.1 reads ${JSON.stringify(old[at])} for ${JSON.stringify(tokens[at])}`);
    }
  }
  return tokens;
}

function treeTokens(provider: string, source: string, version: "1.1" | "1.2"): Token[] {
  const document = parseDocument(source, { uniqueKeys: true, version, merge: version === "1.1" });
  const [fault] = [...document.errors, ...document.warnings];
  if (fault) throw fault;
  visit(document, (_, node) => {
    if (isAlias(node)) throw new Error(`an alias: ${node.source}`);
  });
  const tokens: Token[] = [];
  const walk = (value: unknown, path: readonly string[], hasMatrix: boolean): void => {
    const where = path.join(".");
    if (typeof value === "string") tokens.push(...stringTokens(provider, value, path, hasMatrix));
    else if (Array.isArray(value)) {
      tokens.push({ kind: "sign", text: "[", where });
      for (const [index, each] of value.entries()) walk(each, [...path, String(index)], hasMatrix);
      tokens.push({ kind: "sign", text: "]", where });
    } else if (typeof value === "object" && value !== null) {
      tokens.push({ kind: "sign", text: "{", where });
      for (const [key, inner] of Object.entries(value)) {
        tokens.push({ kind: "sign", text: ":", where });
        tokens.push(...stringTokens(provider, key, [...path, "(key)"], hasMatrix));
        walk(inner, [...path, key], hasMatrix || (provider === "buildkite" && "matrix" in value));
      }
      tokens.push({ kind: "sign", text: "}", where });
    } else tokens.push({ kind: "code", text: String(value), where });
  };
  walk(document.toJS(), [], false);
  return tokens;
}

function stringTokens(provider: string, value: string, path: readonly string[], hasMatrix: boolean): Token[] {
  const where = path.join(".");
  const key = path.at(-1)!;
  const isScript =
    ["run", "command", "CIG_FUNCTIONS"].includes(key) || (key === "script" && provider === "buildkite");
  if (provider === "github" && key === "if" && !value.includes("${{")) return expressionTokens(value, where);
  if (provider === "github" && key === "options")
    return argumentsOf(value).flatMap((each) => [
      { kind: "sign", text: "argument", where },
      ...splitGithub(each, where),
    ]);
  // A pattern of paths as a regular expression.
  if (provider === "github" && key === "CIG_PATTERN")
    return [{ kind: "text", text: value.replace(/\\(.)/gs, "$1"), where }];
  const split = { github: splitGithub, circleci: splitCircleci, buildkite: splitBuildkite }[provider]!;
  const tokens = split(value, where, hasMatrix);
  if (!isScript) return tokens;
  // What the provider puts in is no matter of the shell's quotes; it stands there as one opaque character.
  const script = tokens
    .map(({ kind, text }) => (kind === "text" ? text : `\u{F0000}${text}\u{F0001}`))
    .join("");
  return [{ kind: "text", text: script, where, isScript: true }];
}

/** The runner starts the container engine without a shell; .NET takes the arguments apart. */
function argumentsOf(text: string): string[] {
  const found: string[] = [];
  let current: string | undefined;
  let isQuoted = false;
  for (const [all, slashes = "", quote] of text.matchAll(/(\\*)(")|\\+|[\s\S]/gu)) {
    if (quote !== undefined) {
      current = (current ?? "") + "\\".repeat(slashes.length >> 1) + (slashes.length % 2 === 1 ? '"' : "");
      if (slashes.length % 2 === 0) isQuoted = !isQuoted;
    } else if (!isQuoted && /^[ \t]$/.test(all)) {
      if (current !== undefined) found.push(current);
      current = undefined;
    } else current = (current ?? "") + all;
  }
  return current === undefined ? found : [...found, current];
}

function splitGithub(value: string, where: string): Token[] {
  const tokens: Token[] = [];
  let from = 0;
  for (const match of value.matchAll(/\$\{\{((?:[^}']|'(?:[^']|'')*'|\}(?!\}))*)\}\}/g)) {
    tokens.push({ kind: "text", text: value.slice(from, match.index), where });
    const inner = expressionTokens(match[1]!, where);
    const [only] = inner;
    if (inner.length === 1 && only!.kind === "text") tokens.push(only!);
    else tokens.push({ kind: "sign", text: "${{", where }, ...inner, { kind: "sign", text: "}}", where });
    from = match.index + match[0].length;
  }
  const rest = value.slice(from);
  if (rest.includes("${{")) throw new Error(`GitHub refuses ${rest.slice(0, 80)}`);
  tokens.push({ kind: "text", text: rest, where });
  return joinedTexts(tokens);
}

function expressionTokens(source: string, where: string): Token[] {
  return new Lexer(source).lex().tokens.flatMap((token): Token[] => {
    const { lexeme } = token;
    if (lexeme === "") return [];
    if (lexeme.startsWith("'"))
      return [{ kind: "text", text: lexeme.slice(1, -1).replaceAll("''", "'"), where }];
    return [{ kind: "code", text: lexeme, where }];
  });
}

function splitCircleci(value: string, where: string): Token[] {
  const tokens: Token[] = [];
  for (const [all, escaped, code] of value.matchAll(/(\\<<)|<<((?:(?!>>)[\s\S])*)>>|[\s\S]/gu)) {
    if (escaped !== undefined) tokens.push({ kind: "text", text: "<<", where });
    else if (code !== undefined) tokens.push({ kind: "code", text: code.trim(), where });
    else tokens.push({ kind: "text", text: all, where });
  }
  const texts = joinedTexts(tokens);
  if (
    value
      .replace(/\\<</g, "")
      .replace(/<<((?:(?!>>)[\s\S])*)>>/g, "")
      .includes("<<")
  )
    throw new Error(`CircleCI refuses ${value.slice(0, 80)}`);
  return texts;
}

/** Every variable that the agent would put in at upload shows as one. */
const showing: Readonly<Record<string, string>> = new Proxy(
  {},
  {
    get: (_, name) =>
      typeof name !== "string" || name === "CIG_BACKSLASH" ? undefined : `\u{F0002}${name}\u{F0003}`,
  },
);

function splitBuildkite(value: string, where: string, hasMatrix: boolean): Token[] {
  const text = uploadedText(value, showing);
  const pattern = hasMatrix
    ? /\u{F0002}.*?\u{F0003}|\{\{\s*matrix(?:\.[\w.-]+)?\s*\}\}/gu
    : /\u{F0002}.*?\u{F0003}/gu;
  const tokens: Token[] = [];
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    tokens.push({ kind: "text", text: text.slice(from, match.index), where });
    tokens.push({ kind: "code", text: match[0], where });
    from = match.index + match[0].length;
  }
  return joinedTexts([...tokens, { kind: "text", text: text.slice(from), where }]);
}

function groovyTokens(source: string): Token[] {
  const all = tokensOf(source);
  const tokens: Token[] = [];
  /** Calls that are open, with the parentheses inside them. */
  const calls: string[] = [];
  let name = "";
  for (const token of all) {
    const where = `line ${token.line}`;
    if (token.kind === "newline") tokens.push({ kind: "sign", text: "\n", where });
    else if (token.kind === "text") tokens.push(...groovyText(token, calls, name));
    else {
      if (token.text === "(") calls.push(name);
      if (token.text === ")") calls.pop();
      if (token.kind === "word") name = token.text;
      tokens.push({ kind: token.kind === "comment" ? "comment" : "code", text: token.text, where });
    }
  }
  return tokens;
}

function groovyText(token: Groovy & { kind: "text" }, calls: readonly string[], name: string): Token[] {
  const where = `line ${token.line}`;
  return token.parts.flatMap((part): Token[] => {
    if ("source" in part) return [{ kind: "code", text: part.source, where }];
    if (calls.includes("withEnv")) return [{ kind: "text", text: withoutDollars(part.text), where }];
    const isScript = (calls.at(-1) === "sh" && (name === "script" || name === "sh")) || name === "script";
    return [{ kind: "text", text: part.text, where: `${where} in ${calls.at(-1) ?? name}`, isScript }];
  });
}

/** `withEnv` puts variables in and takes `$$` for a dollar sign. */
function withoutDollars(text: string): string {
  return text.replace(/\$\$|\$(\w+)|\$\{(\w+)\}/g, (all) =>
    all === "$$" ? "$" : `\u{F0002}${all}\u{F0003}`,
  );
}

/** The tokens of a script, when a text is one. */
export function scriptTokens(token: Token): Token[] {
  return shellTokens(token.text).map((each) => ({ ...each, where: `${token.where} (shell)` }));
}

function joinedTexts(tokens: readonly Token[]): Token[] {
  const result: Token[] = [];
  for (const token of tokens) {
    const last = result.at(-1);
    if (token.kind === "text" && last?.kind === "text")
      result[result.length - 1] = { ...last, text: last.text + token.text };
    else result.push(token);
  }
  return result.filter(({ kind, text }, _, all) => kind !== "text" || text !== "" || all.length === 1);
}
