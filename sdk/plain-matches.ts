/** A part of a pattern that plain string functions can decide. */
export interface PlainMatch {
  readonly kind: "equal" | "prefix" | "suffix" | "contains";
  readonly text: string;
}

/**
 * Splits a regular expression into alternatives that need no regular expression: `^main$`, `^release/`,
 * `-rc$`, `fix`, `^(?:main|develop)$`. Undefined for anything beyond that.
 */
export function plainMatches(pattern: string): PlainMatch[] | undefined {
  const whole = /^(\^?)\((?:\?:)?([^()]*)\)(\$?)$/.exec(pattern);
  const alternatives = whole
    ? splitAlternatives(whole[2]!).map((each) => whole[1]! + each + whole[3]!)
    : splitAlternatives(pattern);
  const matches = alternatives.map(plainMatch);
  return matches.every((match) => match !== undefined) ? matches : undefined;
}

function plainMatch(pattern: string): PlainMatch | undefined {
  let body = pattern;
  let starts = body.startsWith("^");
  if (starts) body = body.slice(1);
  let ends = /(?:^|[^\\])(?:\\\\)*\$$/.test(body);
  if (ends) body = body.slice(0, -1);
  if (/(?:^|[^\\])(?:\\\\)*\.\*$/.test(body)) {
    body = body.slice(0, -2);
    ends = false;
  }
  if (body.startsWith(".*")) {
    body = body.slice(2);
    starts = false;
  }
  const text = literalCharacters(body);
  if (text === undefined) return undefined;
  if (starts) return { kind: ends ? "equal" : "prefix", text };
  return { kind: ends ? "suffix" : "contains", text };
}

/** The characters of a pattern without operators: `v1\.0` is "v1.0". */
function literalCharacters(body: string): string | undefined {
  let text = "";
  for (let index = 0; index < body.length; index++) {
    const character = body[index]!;
    if (character !== "\\") {
      if ("^$.*+?()[]{}|".includes(character)) return undefined;
      text += character;
      continue;
    }
    const escaped = body[++index];
    if (escaped === undefined || /[A-Za-z0-9]/.test(escaped)) return undefined;
    text += escaped;
  }
  return text;
}

function splitAlternatives(pattern: string): string[] {
  if (/[()[\]]/.test(pattern)) return [pattern];
  const alternatives = [""];
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern[index]!;
    if (character === "|") alternatives.push("");
    else
      alternatives[alternatives.length - 1] +=
        character === "\\" ? character + (pattern[++index] ?? "") : character;
  }
  return alternatives;
}
