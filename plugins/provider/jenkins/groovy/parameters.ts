import { type Code, printCode } from "./code.ts";

/** A comment, which stays, or a literal as `groovyString` writes it. */
const pieces = /\/\/[^\n]*|'''(?:\\.|[^\\])*?'''|'(?:\\.|[^'\\\n])*'/gs;

/** Literals that a parameter can stand for: of one line, not long, and no key of a map. */
const longest = 200;

/** Code with holes where its short literals stand, and those literals in order. */
export interface Shape {
  /** Two pieces of code with the same text differ in literals only. */
  readonly text: string;
  readonly literals: readonly string[];
  /** Of each the name of the argument whose value it is, or "". */
  readonly keys: readonly string[];
}

export function shapeOf(code: readonly Code[]): Shape {
  const literals: string[] = [];
  const keys: string[] = [];
  const holes = replaced(code, (literal, before) => {
    literals.push(literal);
    keys.push(/\b(\w+): $/.exec(before)?.[1] ?? (/\bbegan\('[^']*', $/.test(before) ? "run" : ""));
    return "' '";
  });
  return { text: printCode(holes), literals, keys };
}

/** The code with other expressions in the places of its short literals, in the order of `shapeOf`. */
export function withLiterals(code: readonly Code[], sources: readonly string[]): readonly Code[] {
  let index = 0;
  return replaced(code, (literal) => sources[index++] ?? literal);
}

/** Parameters for what differs between calls; `undefined` stands for what all have alike. */
export interface Parameters {
  readonly names: readonly string[];
  /** For each literal the place of its parameter. */
  readonly places: readonly (number | undefined)[];
}

/** The parameters of a method that stands for pieces of code of one shape. */
export function parametersOf(calls: readonly (readonly string[])[], keys: readonly string[]): Parameters {
  const columns = new Map<string, number>();
  const names: string[] = [];
  const [first = []] = calls;
  const places = first.map((literal, index) => {
    const column = calls.map((call) => call[index]!);
    if (column.every((each) => each === literal)) return undefined;
    const key = column.join("\n");
    const known = columns.get(key);
    if (known !== undefined) return known;
    columns.set(key, names.length);
    names.push(parameterName(literal, keys[index] ?? "", names));
    return names.length - 1;
  });
  return { names, places };
}

/**
 * "rubyVersionEntry" for 'RUBY_VERSION=3.1', "cacheNameText" for an argument `cacheName`, "text" for others; no step of
 * Jenkins is called like that.
 */
function parameterName(literal: string, key: string, taken: readonly string[]): string {
  const variable = /^'([A-Za-z]\w*)=/.exec(literal)?.[1];
  const words = variable?.toLowerCase().split("_").filter(Boolean) ?? [];
  const camel = words.map((word, index) => (index === 0 ? word : word[0]!.toUpperCase() + word.slice(1)));
  const text = key === "" ? "text" : `${key}Text`;
  const wanted = variable === undefined ? text : `${camel.join("")}Entry`;
  let name = wanted;
  for (let count = 2; taken.includes(name); count++) name = `${wanted}${count}`;
  return name;
}

function replaced(code: readonly Code[], change: (literal: string, before: string) => string): Code[] {
  const line = (text: string) =>
    text.replace(pieces, (piece, at: number) => {
      const isKey = /^\s*:/.test(text.slice(at + piece.length));
      const stays = !piece.startsWith("'") || piece.includes("\n") || piece.length > longest || isKey;
      return stays ? piece : change(piece, text.slice(0, at));
    });
  return code.map((each) => {
    if (typeof each === "string") return line(each);
    const head = line(each.head);
    const body = replaced(each.body, change);
    if (!each.tails) return { head, body };
    return {
      head,
      body,
      tails: each.tails.map((tail) => ({ head: line(tail.head), body: replaced(tail.body, change) })),
    };
  });
}
