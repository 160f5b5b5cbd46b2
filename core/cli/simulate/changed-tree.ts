import { compileGlobs } from "../../repo/glob.ts";
import type { FilesOf } from "../../work/sign.ts";

/** The files that patterns of `--changed` mean: tracked ones that fit, and a name that no file has yet, as it is. */
export function changedPaths(
  patterns: readonly string[],
  paths: readonly string[],
): { readonly changed: readonly string[]; readonly unmatched: readonly string[] } {
  const changed = new Set<string>();
  const unmatched: string[] = [];
  for (const pattern of patterns) {
    const found = paths.filter(compileGlobs([pattern]));
    for (const path of found) changed.add(path);
    if (found.length > 0) continue;
    if (/[*?[\]{}\\]/.test(pattern)) unmatched.push(pattern);
    else changed.add(pattern.replace(/^\.\//, ""));
  }
  return { changed: [...changed].sort(), unmatched };
}

/** The same files, but for those that are changed: whatever chooses one of them has another digest. */
export function withChanges(tree: FilesOf, changed: readonly string[]): FilesOf {
  return {
    digests: (sets) =>
      tree.digests(sets).map((found, index) => {
        const isChosen = sets[index]!.length === 0 ? () => true : compileGlobs(sets[index]!);
        if (!changed.some(isChosen)) return found;
        return { ...found, count: Math.max(1, found.count), digest: flipped(found.digest) };
      }),
  };
}

function flipped(digest: Uint8Array): Uint8Array {
  return digest.map((byte) => byte ^ 0xff);
}
