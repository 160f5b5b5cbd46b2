import type { Combination } from "./pipeline.ts";

/** Combinations as a matrix: axes where all of them are there, and else a list. */
export interface Axes {
  readonly axes: ReadonlyMap<string, readonly string[]>;
  readonly include: readonly Combination[];
}

export function axesOf(combinations: readonly Combination[]): Axes {
  const names = [...new Set(combinations.flatMap((each) => [...each.keys()]))];
  const axes = new Map(
    names.map((name) => [name, [...new Set(combinations.flatMap((each) => each.get(name) ?? []))]] as const),
  );
  const size = [...axes.values()].reduce((product, values) => product * values.length, 1);
  const isWhole = combinations.every((each) => each.size === names.length) && size === combinations.length;
  return isWhole ? { axes, include: [] } : { axes: new Map(), include: combinations };
}
