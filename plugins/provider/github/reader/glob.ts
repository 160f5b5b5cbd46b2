/** The globs of a regular expression that was made of them, as `^(dist(/.*)?|.*\.map)$`; none for no text. */
export function globsOf(expression: string): string[] {
  const inner = expression.replace(/^\^|\$$/g, "");
  if (inner === "") return [];
  return branches(inner).map(globOf);
}

/** The sides of `(a|b)` where that is the whole. */
function branches(inner: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = "";
  for (const piece of inner.match(/\\.|\[\^?\]?[^\]]*\]|./gs) ?? []) {
    if (piece === ")" && --depth === 0) {
      parts.push(part);
      part = "";
    } else if (piece === "|" && depth === 1) {
      parts.push(part);
      part = "";
    } else if (piece === "(" && depth++ === 0 && part === "" && parts.length === 0) part = "";
    else part += piece;
  }
  // Anything behind a group shows that it was not the whole.
  return inner.startsWith("(") && part === "" && parts.length > 1 && endsWithGroup(inner) ? parts : [inner];
}

function endsWithGroup(inner: string): boolean {
  let depth = 0;
  const pieces = inner.match(/\\.|\[\^?\]?[^\]]*\]|./gs) ?? [];
  return pieces.every((piece, index) => {
    if (piece === "(") depth++;
    if (piece === ")") depth--;
    return depth > 0 || index === pieces.length - 1;
  });
}

const pieces: readonly (readonly [RegExp, string])[] = [
  // What a path names has everything below it.
  [/^\(\/\.\*\)\?$/, ""],
  [/^\(\.\*\/\)\?/, "**/"],
  [/^\[\^\/\]\*/, "*"],
  [/^\[\^\/\]/, "?"],
  [/^\.\*/, "**"],
  [/^\(/, "{"],
  [/^\|/, ","],
  [/^\)/, "}"],
];

function globOf(source: string): string {
  let glob = "";
  for (let rest = source; rest !== ""; ) {
    const known = pieces.find(([from]) => from.test(rest));
    const found = known ? known[0].exec(rest)![0] : /^(?:\\.|\[\^?\]?[^\]]*\]|.)/s.exec(rest)![0];
    glob += known ? known[1] : found.startsWith("\\") ? found.slice(1) : found.replace(/^\[\^\//, "[!");
    rest = rest.slice(found.length);
  }
  return glob;
}
