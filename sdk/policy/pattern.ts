/** Names for how words are written, which stand for all texts written so. */
export const namingStyles: Readonly<Record<string, RegExp>> = {
  "kebab-case": /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/,
  snake_case: /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/,
  UPPER_CASE: /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/,
};

/**
 * True when one of the patterns fits the whole text and none that begins with `!` does. `*` stands for any characters,
 * `?` for one; "kebab-case", "snake_case" and "UPPER_CASE" for all texts written so. With exceptions alone, everything
 * else fits. A match takes at most as many steps as text and pattern have characters together, multiplied: nothing that
 * somebody writes can make it hang.
 */
export function fits(patterns: readonly string[], text: string): boolean {
  const wanted = patterns.filter((pattern) => !pattern.startsWith("!"));
  const refused = patterns.filter((pattern) => pattern.startsWith("!")).map((pattern) => pattern.slice(1));
  return (
    (wanted.length === 0 || wanted.some((one) => fitsOne(one, text))) &&
    !refused.some((one) => fitsOne(one, text))
  );
}

function fitsOne(pattern: string, text: string): boolean {
  const style = Object.hasOwn(namingStyles, pattern) ? namingStyles[pattern] : undefined;
  return style ? style.test(text) : fitsGlob(pattern, text);
}

/** The last star alone is ever tried again, one character further on: an earlier one could gain nothing. */
function fitsGlob(pattern: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let from = 0;
  for (let index = 0; index < text.length; ) {
    if (pattern[at] === "*") {
      star = at++;
      from = index;
    } else if (at < pattern.length && (pattern[at] === "?" || pattern[at] === text[index])) {
      at++;
      index++;
    } else if (star >= 0) {
      at = star + 1;
      index = ++from;
    } else return false;
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}
