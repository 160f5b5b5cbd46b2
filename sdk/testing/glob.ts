/** True when one of the globs of a manifest matches: `**`, `*`, `?`, `[…]`, `{a,b}`; after `!` it excludes, the last one decides. */
export function matchesAny(globs: readonly string[], path: string): boolean {
  let isMatch = false;
  for (const glob of globs) {
    const isExclusion = glob.startsWith("!");
    if (toRegExp(isExclusion ? glob.slice(1) : glob).test(path)) isMatch = !isExclusion;
  }
  return isMatch;
}

function toRegExp(glob: string): RegExp {
  let depth = 0;
  const source = glob.replace(/\*\*\/|\/\*\*$|\*\*|\*|\?|\[!?[^\]]+\]|[{},]|[.+^$()|\\]/g, (token) => {
    if (token === "**/") return "(?:.*/)?";
    if (token === "/**") return "/.*";
    if (token === "**") return ".*";
    if (token === "*") return "[^/]*";
    if (token === "?") return "[^/]";
    if (token.startsWith("[")) return token.replace(/^\[!/, "[^");
    if (token === "{") return openGroup();
    if (token === "}" && depth > 0) return closeGroup();
    return token === "," ? (depth > 0 ? "|" : ",") : `\\${token}`;
  });
  return new RegExp(`^${source}$`);

  function openGroup(): string {
    depth += 1;
    return "(?:";
  }

  function closeGroup(): string {
    depth -= 1;
    return ")";
  }
}
