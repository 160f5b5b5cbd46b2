/** A piece of a parsed pattern. Characters are code points. */
export type GlobNode =
  | { readonly kind: "character"; readonly point: number }
  /** `?`: one character other than `/`. */
  | { readonly kind: "any" }
  /** `[a-z]`: one character of the ranges (negated: of none of them), never `/`. */
  | { readonly kind: "class"; readonly negated: boolean; readonly ranges: readonly Range[] }
  /** `*`: any number of characters other than `/`. */
  | { readonly kind: "star" }
  /** Two or more `*`: any number of folders where it is a whole segment, else the same as `*`. */
  | { readonly kind: "globstar" }
  /** `{a,b}` */
  | { readonly kind: "group"; readonly alternatives: readonly (readonly GlobNode[])[] };

/** First and last code point. */
export type Range = readonly [number, number];

export interface GlobPattern {
  /** The pattern starts with `!`. */
  readonly negated: boolean;
  readonly nodes: readonly GlobNode[];
  /** Every matching path starts with these characters. */
  readonly prefix: string;
}

/** Reads a pattern, or says in sentences what is wrong with it. */
export function parseGlob(source: string): GlobPattern | { readonly error: string } {
  const { negated, body } = splitGlob(source);
  const error = checkShape(body);
  const nodes = error === undefined ? parseNodes(body) : { error };
  return "error" in nodes ? nodes : { negated, nodes, prefix: prefixOf(nodes) };
}

/** What stands in front of a pattern, and the pattern itself. */
export function splitGlob(source: string): { readonly negated: boolean; readonly body: string } {
  const negated = source.startsWith("!");
  return { negated, body: (negated ? source.slice(1) : source).replace(/^(\.\/)+/, "") };
}

/** Reads a pattern, or a piece of one, whose shape is not looked at. */
export function parseNodes(body: string): GlobNode[] | { readonly error: string } {
  const parser: Parser = { characters: Array.from(body), at: 0, error: undefined };
  const nodes = parseSequence(parser, 0);
  return parser.error === undefined ? nodes : { error: parser.error };
}

interface Parser {
  readonly characters: readonly string[];
  at: number;
  /** The first error; what is parsed after it is thrown away. */
  error: string | undefined;
}

/** Groups inside groups; deeper ones would serve nobody and could exhaust the stack. */
const deepestGroup = 32;

/** What is wrong with the pattern as a whole. */
export function checkShape(body: string): string | undefined {
  if (body === "") return "The pattern is empty.";
  if (body.startsWith("/")) return "The pattern starts with `/`. Patterns are relative to the root: drop it.";
  if (/(^|[^\\])\/$/.test(body))
    return `The pattern ends with \`/\`, and only files can match. Write \`${body}**\`.`;
  if (body.includes("//")) return "The pattern has an empty segment (`//`).";
  if (/(^|\/)\.\.?(\/|$)/.test(body)) return "The pattern has a `.` or `..` segment.";
  return undefined;
}

/** Reads to the end of the pattern, or of the alternative when `depth` is above 0. */
function parseSequence(parser: Parser, depth: number): GlobNode[] {
  const nodes: GlobNode[] = [];
  while (parser.at < parser.characters.length) {
    const character = parser.characters[parser.at]!;
    if (depth > 0 && (character === "," || character === "}")) break;
    parser.at++;
    if (character === "*") nodes.push(parseStars(parser));
    else if (character === "?") nodes.push({ kind: "any" });
    else if (character === "[") nodes.push(parseClass(parser));
    else if (character === "{") nodes.push(...parseGroup(parser, depth + 1));
    else if (character === "\\") nodes.push(literal(parseEscape(parser)));
    else nodes.push(literal(character));
  }
  return nodes;
}

function parseStars(parser: Parser): GlobNode {
  if (parser.characters[parser.at] !== "*") return { kind: "star" };
  while (parser.characters[parser.at] === "*") parser.at++;
  return { kind: "globstar" };
}

function parseClass(parser: Parser): GlobNode {
  const peek = () => parser.characters[parser.at];
  const negated = peek() === "!" || peek() === "^";
  if (negated) parser.at++;
  const ranges: Range[] = [];
  const start = parser.at;
  while (peek() !== "]" || parser.at === start) {
    if (peek() === undefined) return fail(parser, "The pattern has a `[` without a `]`.");
    if (peek() === "[" && parser.characters[parser.at + 1] === ":")
      return fail(
        parser,
        "Named classes such as `[:alpha:]` are not supported. Write a range such as `[a-z]`.",
      );
    const first = parseClassMember(parser);
    const isRange = peek() === "-" && ![undefined, "]"].includes(parser.characters[parser.at + 1]);
    if (isRange) parser.at++;
    const last = isRange ? parseClassMember(parser) : first;
    if (last < first) return fail(parser, "The pattern has a range that runs backwards.");
    ranges.push([first, last]);
  }
  parser.at++;
  return { kind: "class", negated, ranges };
}

function parseClassMember(parser: Parser): number {
  const character = parser.characters[parser.at++]!;
  return (character === "\\" ? parseEscape(parser) : character).codePointAt(0)!;
}

/** A group; without a comma its braces are plain characters, as in a shell. */
function parseGroup(parser: Parser, depth: number): readonly GlobNode[] {
  if (depth > deepestGroup) return [fail(parser, `The pattern nests groups more than ${deepestGroup} deep.`)];
  const start = parser.at;
  const alternatives = [parseSequence(parser, depth)];
  while (parser.characters[parser.at] === ",") {
    parser.at++;
    alternatives.push(parseSequence(parser, depth));
  }
  if (parser.characters[parser.at] !== "}") return [fail(parser, "The pattern has a `{` without a `}`.")];
  const inside = parser.characters.slice(start, parser.at++).join("");
  if (alternatives.length > 1) return [{ kind: "group", alternatives }];
  if (/^[\w-]+\.\.[\w-]+$/.test(inside))
    return [fail(parser, `Sequences such as \`{${inside}}\` are not supported. List them: \`{1,2,3}\`.`)];
  return [literal("{"), ...alternatives[0]!, literal("}")];
}

function parseEscape(parser: Parser): string {
  const character = parser.characters[parser.at];
  if (character === undefined) fail(parser, "The pattern ends with a lone backslash.");
  else parser.at++;
  return character ?? "\\";
}

function literal(character: string): GlobNode {
  return { kind: "character", point: character.codePointAt(0)! };
}

/** Notes the error and jumps to the end. */
function fail(parser: Parser, error: string): GlobNode {
  parser.error ??= error;
  parser.at = parser.characters.length;
  return { kind: "any" };
}

function prefixOf(nodes: readonly GlobNode[]): string {
  let prefix = "";
  for (const node of nodes) {
    if (node.kind !== "character") break;
    prefix += String.fromCodePoint(node.point);
  }
  return prefix;
}
