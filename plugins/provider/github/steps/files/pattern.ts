import { characters } from "../../expression/text.ts";
import type { Scope } from "../../scope.ts";
import type { Yaml } from "../../yaml/tree.ts";

/** Variables for a script that looks for files: the globs as they are written, and what they come to. */
export function patternVariables(globs: readonly string[], scope: Scope): [string, Yaml | undefined][] {
  const { wanted, except } = patternsOf(globs);
  return [
    ["CIG_FILES", characters(globs.join("\n"), scope)],
    ["CIG_PATTERN", characters(wanted, scope)],
    ["CIG_EXCEPT", except === undefined ? undefined : characters(except, scope)],
  ];
}

/**
 * Globs as one extended regular expression for paths from where a script looks: any grep takes it. `*` and `?` stay in a
 * folder, a segment `**` spans any number of them, `[a-z] [!x] {a,b}` and backslash work as in a shell. What starts
 * with "!" is `except`; undefined where nothing does. A pattern that is no valid glob stands for its own characters.
 */
export function patternsOf(globs: readonly string[]): { readonly wanted: string; readonly except?: string } {
  const negated = globs.filter((glob) => glob.startsWith("!")).map((glob) => glob.slice(1));
  const wanted = globs.filter((glob) => !glob.startsWith("!"));
  return { wanted: anyOf(wanted), ...(negated.length > 0 && { except: anyOf(negated) }) };
}

function anyOf(globs: readonly string[]): string {
  const all = globs.map((glob) => expressionOf(glob.replace(/^(?:\.\/)+/, "")));
  return all.length === 1 ? `^${all[0]}$` : `^(${all.join("|")})$`;
}

/** One glob, without anchors. */
export function expressionOf(glob: string): string {
  let result = "";
  let depth = 0;
  const points = Array.from(glob);
  for (let at = 0; at < points.length; at++) {
    const rest = points.slice(at).join("");
    const spanning = /^\*\*\/(?:\*\*\/)*/.exec(rest);
    const begins = at === 0 || points[at - 1] === "/";
    if (spanning && begins) {
      result += "(.*/)?";
      at += spanning[0].length - 1;
    } else if (begins && /^\*\*+$/.test(rest)) {
      result += ".*";
      break;
    } else if (points[at] === "*") {
      result += "[^/]*";
      while (points[at + 1] === "*") at++;
    } else if (points[at] === "?") result += "[^/]";
    else if (points[at] === "[" && classLength(rest) > 0) {
      result += classOf(rest.slice(0, classLength(rest)));
      at += Array.from(rest.slice(0, classLength(rest))).length - 1;
    } else if (points[at] === "{" && isGroup(rest)) {
      result += "(";
      depth++;
    } else if (points[at] === "}" && depth > 0) {
      result += ")";
      depth--;
    } else if (points[at] === "," && depth > 0) result += "|";
    else if (points[at] === "\\" && at + 1 < points.length) result += literal(points[++at]!);
    else result += literal(points[at]!);
  }
  return result;
}

function literal(character: string): string {
  return /[.[\]{}()*+?^$|\\]/.test(character) ? `\\${character}` : character;
}

/** Units of a class such as `[a-z]` at the beginning; 0: there is none. */
function classLength(rest: string): number {
  return /^\[[!^]?\]?[^\]/]*\]/.exec(rest)?.[0].length ?? 0;
}

function classOf(source: string): string {
  const [, negation = "", body = ""] = /^\[([!^]?)(.*)\]$/s.exec(source)!;
  // In brackets of a regular expression a backslash is just one.
  const inner = body.replace(/\\(.)/g, "$1");
  if (!negation) return `[${inner}]`;
  // A `]` must stand first, and nothing matches the slash.
  return inner.startsWith("]") ? `[^]/${inner.slice(1)}]` : `[^/${inner}]`;
}

function isGroup(rest: string): boolean {
  let depth = 0;
  for (let at = 0; at < rest.length; at++) {
    if (rest[at] === "\\") at++;
    else if (rest[at] === "{") depth++;
    else if (rest[at] === "}" && --depth === 0) return true;
  }
  return false;
}
