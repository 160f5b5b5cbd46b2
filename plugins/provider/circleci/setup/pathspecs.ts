import { alternatives } from "cig/sdk";

/**
 * Lists of git's pathspecs; a change counts when one of the lists finds something. A pattern with `!` takes away from
 * those before it and not from those behind it, so that each stretch is a list of its own. `ignore` leaves the rest.
 */
export function comparisons(paths: readonly string[], ignore: readonly string[]): string[][] {
  if (paths.length === 0) return [[":/", ...ignore.flatMap((glob) => pathspecs(glob, true))]];
  const lists: string[][] = [];
  for (const [index, path] of paths.entries()) {
    const isFirst = index === 0 || (paths[index - 1]!.startsWith("!") && !path.startsWith("!"));
    if (isFirst && !path.startsWith("!")) lists.push([]);
    if (path.startsWith("!")) for (const list of lists) list.push(...pathspecs(path.slice(1), true));
    else lists.at(-1)!.push(...pathspecs(path, false));
  }
  const excluded = ignore.flatMap((glob) => pathspecs(glob, true));
  // Nothing but "!" finds nothing.
  return lists.length === 0 ? [[":(glob).cig-no-such-file"]] : lists.map((list) => [...list, ...excluded]);
}

/** `{a,b}` is written out; a `**` that is part of a name matches as git's own `*` does, across folders. */
function pathspecs(glob: string, isExcluded: boolean): string[] {
  return alternatives(glob).map((each) => {
    const path = each.replace(/^\.?\/+/, "").replace(/^\*\*(?=[^/*])/, "**/*");
    const isOdd = path.split("/").some((part) => part.includes("**") && part !== "**");
    const magic = [...(isExcluded ? ["exclude"] : []), ...(isOdd ? ["top"] : ["top", "glob"])];
    return `:(${magic.join(",")})${isOdd ? path.replaceAll(/\*{2,}/g, "*") : path}`;
  });
}
