/** A text in quotes in a Jenkinsfile. */
export interface GroovyString {
  readonly value: string;
  /** Groovy replaces `${…}` in what stands in double quotes. */
  readonly isTemplate: boolean;
  /** Of its first character; from 1. */
  readonly line: number;
  readonly column: number;
  /** The code between the string before, or the beginning, and this one; without comments. */
  readonly before: string;
}

/** All strings of a Jenkinsfile in their order, and the code behind the last one. Comments hold none. */
export function groovyStrings(source: string): { strings: GroovyString[]; rest: string } {
  const strings: GroovyString[] = [];
  let before = "";
  let line = 1;
  let lineStart = 0;
  let index = 0;
  const advance = (end: number) => {
    for (; index < end; index++)
      if (source[index] === "\n") {
        line++;
        lineStart = index + 1;
      }
  };
  while (index < source.length) {
    const end = commentEnd(source, index);
    if (end !== undefined) {
      advance(end);
      continue;
    }
    const quote = ["'''", '"""', "'", '"'].find((mark) => source.startsWith(mark, index));
    if (quote === undefined) {
      before += source[index];
      advance(index + 1);
      continue;
    }
    const close = closeOf(source, index + quote.length, quote);
    advance(index + quote.length);
    const place = { line, column: index - lineStart + 1 };
    strings.push({ value: source.slice(index, close), isTemplate: quote[0] === '"', ...place, before });
    before = "";
    advance(Math.min(close + quote.length, source.length));
  }
  return { strings, rest: before };
}

function commentEnd(source: string, index: number): number | undefined {
  if (source.startsWith("//", index) && source[index - 1] !== ":")
    return endOr(source.indexOf("\n", index), source);
  if (source.startsWith("/*", index)) {
    const end = source.indexOf("*/", index + 2);
    return end < 0 ? source.length : end + 2;
  }
  return source.startsWith("#!", index) && index === 0 ? endOr(source.indexOf("\n"), source) : undefined;
}

function endOr(index: number, source: string): number {
  return index < 0 ? source.length : index;
}

/** A string in single marks ends with its line at the latest. */
function closeOf(source: string, from: number, quote: string): number {
  for (let index = from; index < source.length; index++) {
    if (source[index] === "\\") index++;
    else if (source.startsWith(quote, index) || (quote.length === 1 && source[index] === "\n")) return index;
  }
  return source.length;
}
