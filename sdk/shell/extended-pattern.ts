/**
 * A regular expression of RE2 as a POSIX extended one, for `grep -E`. Undefined for what that language cannot say:
 * lazy quantifiers, flags, classes of Unicode, word boundaries.
 */
export function extendedPattern(pattern: string): string | undefined {
  let result = "";
  let rest = pattern;
  while (rest !== "") {
    const piece = pieces.find(([from]) => from.test(rest));
    if (!piece) return undefined;
    const [found] = piece[0].exec(rest)!;
    result += piece[1](found);
    rest = rest.slice(found.length);
  }
  return result;
}

const classes: Readonly<Record<string, string>> = {
  "\\d": "[0-9]",
  "\\D": "[^0-9]",
  "\\w": "[A-Za-z0-9_]",
  "\\W": "[^A-Za-z0-9_]",
  "\\s": "[[:space:]]",
  "\\S": "[^[:space:]]",
};

const pieces: readonly (readonly [RegExp, (found: string) => string])[] = [
  [/^\\[dDwWsS]/, (found) => classes[found]!],
  [/^\\[.*+?()[\]{}|^$\\]/, (found) => found],
  // A backslash before any other mark means the mark in RE2, and nothing in POSIX.
  [/^\\[^A-Za-z0-9\s]/, (found) => found.slice(1)],
  [/^\[\^?\]?(?:\\[dws\].^$\\/-]|[^\]\\[\n])+\]/, bracket],
  [/^\(\?:/, () => "("],
  [/^\((?!\?)/, (found) => found],
  [/^(?:[*+?]|\{\d+(?:,\d*)?\})(?![?+*])/, (found) => found],
  [/^[)|^$.]/, (found) => found],
  [/^[^\\[\](){}*+?|^$.\n\0]/u, (found) => found],
];

/** A bracket expression takes no escapes in POSIX: `]` stands first and `-` last. */
function bracket(found: string): string {
  const isNegated = found.startsWith("[^");
  const inner = found.slice(isNegated ? 2 : 1, -1);
  const hasBracket = /\\\]|^\]/.test(inner);
  const hasDash = /\\-/.test(inner);
  const middle = inner.replace(/^\]/, "").replace(/\\([dws\].^$\\/-])/g, (_, escaped: string) => {
    if (escaped === "d") return "0-9";
    if (escaped === "w") return "A-Za-z0-9_";
    if (escaped === "s") return "[:space:]";
    return escaped === "]" || escaped === "-" ? "" : escaped;
  });
  return `[${isNegated ? "^" : ""}${hasBracket ? "]" : ""}${middle}${hasDash ? "-" : ""}]`;
}
