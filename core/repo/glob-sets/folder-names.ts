import type { NamePattern } from "./cut.ts";
import { classOfName, compileNames } from "./names.ts";

/** Judges names of folders by many patterns at once. */
export interface FolderNames {
  /** The number of the set of patterns that match the name. */
  classify(name: string): number;
  /** The patterns of such a set, as indexes; more sets after each `classify`. */
  readonly classes: readonly (readonly number[])[];
}

/** Most patterns for folders are their names, and each folder is looked at once: a table serves better than states. */
export function compileFolderNames(patterns: readonly NamePattern[]): FolderNames {
  const literals = new Map<string, number>();
  const wild: number[] = [];
  for (const [index, { literal }] of patterns.entries())
    if (literal === undefined) wild.push(index);
    else literals.set(literal, index);
  const names = wild.length === 0 ? undefined : compileNames(wild.map((index) => patterns[index]!.nodes));
  const classes: (readonly number[])[] = [];
  const known = new Map<number, number>();
  return {
    classes,
    classify: (name) => {
      const literal = literals.get(name) ?? -1;
      const wildClass = names === undefined ? 0 : classOfName(names, name);
      const key = wildClass * (patterns.length + 1) + literal + 1;
      const before = known.get(key);
      if (before !== undefined) return before;
      const matching = (names?.classes[wildClass] ?? []).map((index) => wild[index]!);
      known.set(key, classes.length);
      return classes.push(literal < 0 ? matching : [literal, ...matching]) - 1;
    },
  };
}
