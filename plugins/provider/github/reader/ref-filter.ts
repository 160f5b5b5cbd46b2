/** True when a list of GitHub's patterns takes the name: the last one that fits decides, `!` in front takes it out. */
export function takes(patterns: readonly string[], name: string): boolean {
  let taken = false;
  for (const pattern of patterns) {
    const isNegative = pattern.startsWith("!");
    if (patternOf(isNegative ? pattern.slice(1) : pattern).test(name)) taken = !isNegative;
  }
  return taken;
}

/** `*` is all but `/`, `**` all, `?` and `+` repeat what stands before, `[…]` is one of the characters. */
function patternOf(pattern: string): RegExp {
  const source = pattern
    .split(/(\\.|\*\*|\*|\[[^\]]*\]|[?+])/s)
    .map((piece, index) => {
      if (index % 2 === 0 || piece.startsWith("\\")) return escaped(piece.replace(/^\\(?=.)/s, ""));
      if (piece === "**") return ".*";
      return piece === "*" ? "[^/]*" : piece;
    })
    .join("");
  try {
    return new RegExp(`^${source}$`, "s");
  } catch {
    return new RegExp(`^${escaped(pattern)}$`, "s");
  }
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
