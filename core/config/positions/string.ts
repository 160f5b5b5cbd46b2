/** Index after the string that begins at `start`, or the source's end when it has none. */
export function stringEnd(source: string, start: number): number {
  const quote = source[start]!;
  const isLong = source.startsWith(quote.repeat(3), start);
  let at = start + (isLong ? 3 : 1);
  for (; at < source.length; at++) {
    if (quote === '"' && source[at] === "\\") at++;
    else if (source[at] !== quote) continue;
    else if (!isLong) return at + 1;
    else if (source.startsWith(quote.repeat(3), at)) {
      // Up to two more quotes belong to the text itself.
      let end = at + 3;
      while (end < at + 5 && source[end] === quote) end++;
      return end;
    }
  }
  return source.length;
}

/** Decodes the escapes of a basic string. */
export function decodeBasic(raw: string): string {
  return raw.replace(escapes, (whole) => decoded(whole));
}

/** Where in the source the character `index` of a string's text stands; the string is at [start, end). */
export function offsetInString(source: string, start: number, end: number, index: number): number {
  const quote = source[start];
  if (quote !== '"' && quote !== "'") return Math.min(start + index, end);
  const width = source.startsWith(quote.repeat(3), start) && end - start >= 6 ? 3 : 1;
  let at = start + width;
  if (width === 3) at += source[at] === "\n" ? 1 : source.startsWith("\r\n", at) ? 2 : 0;
  if (quote === "'") return Math.min(at + index, end - width);
  let left = index;
  while (at < end - width) {
    const whole = source[at] === "\\" ? match(source, at) : source[at]!;
    const length = source[at] === "\\" ? decoded(whole).length : 1;
    if (left < length) break;
    left -= length;
    at += whole.length;
  }
  // A backslash at a line's end stands for nothing: the text goes on behind it.
  while (source[at] === "\\" && decoded(match(source, at)) === "") at += match(source, at).length;
  return Math.min(at, end - width);
}

const escapes = /\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[ \t]*\r?\n\s*|[\s\S])/g;

function match(source: string, at: number): string {
  escapes.lastIndex = at;
  const found = escapes.exec(source);
  escapes.lastIndex = 0;
  return found?.index === at ? found[0] : source[at]!;
}

const single: Record<string, string | undefined> = { b: "\b", t: "\t", n: "\n", f: "\f", r: "\r", e: "\x1b" };

function decoded(whole: string): string {
  const letter = whole[1]!;
  if ("xuU".includes(letter) && whole.length > 2) {
    const code = Number.parseInt(whole.slice(2), 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
  }
  if (/^\\\s*\n/.test(whole)) return "";
  return single[letter] ?? letter;
}
