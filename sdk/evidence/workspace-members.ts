/**
 * Whether a folder is meant by workspace patterns such as `packages/*`, `apps/**` and `!apps/old`. As the
 * package managers do it, a pattern names folders, and an exclusion holds wherever it stands in the list.
 */
export function isMember(directory: string, patterns: readonly string[]): boolean {
  const folders = directory.split("/");
  const included = patterns.filter((pattern) => !pattern.startsWith("!"));
  const excluded = patterns.filter((pattern) => pattern.startsWith("!")).map((pattern) => pattern.slice(1));
  return included.some(fits) && !excluded.some(fits);

  function fits(pattern: string): boolean {
    return alternatives(pattern.replace(/^\.?\//, "").replace(/\/+$/, "")).some((alternative) =>
      foldersFit(alternative.split("/"), folders),
    );
  }
}

/** At most this many alternatives of `{a,b}` are tried, so that no pattern can blow up. */
const maximumAlternatives = 64;

function alternatives(pattern: string): string[] {
  let open = [pattern];
  for (;;) {
    const next = open.flatMap((candidate) => {
      const group = /\{([^{}]*)\}/.exec(candidate);
      if (!group) return [candidate];
      const before = candidate.slice(0, group.index);
      const after = candidate.slice(group.index + group[0].length);
      return group[1]!.split(",").map((choice) => `${before}${choice}${after}`);
    });
    if (next.length > maximumAlternatives || next.length === open.length)
      return next.slice(0, maximumAlternatives);
    open = next;
  }
}

/** Two pointers and one way back: `**` stands for any number of folders, linear in practice. */
function foldersFit(patterns: readonly string[], folders: readonly string[]): boolean {
  return wildcard(patterns, folders, "**", (pattern, folder) =>
    wildcard([...pattern], [...folder], "*", letterFits),
  );
}

function letterFits(pattern: string, letter: string): boolean {
  return pattern === "?" || pattern === letter;
}

function wildcard(
  patterns: readonly string[],
  items: readonly string[],
  any: string,
  fits: (pattern: string, item: string) => boolean,
): boolean {
  let [pattern, item, afterAny, retry] = [0, 0, -1, 0];
  while (item < items.length) {
    if (patterns[pattern] === any) {
      afterAny = ++pattern;
      retry = item;
    } else if (pattern < patterns.length && fits(patterns[pattern]!, items[item]!)) {
      pattern++;
      item++;
    } else if (afterAny !== -1) {
      pattern = afterAny;
      item = ++retry;
    } else return false;
  }
  while (patterns[pattern] === any) pattern++;
  return pattern === patterns.length;
}
