import type { Value } from "./value.ts";

/** A list that `.*` made: members are taken of each item. */
export class Filtered {
  constructor(readonly items: readonly Value[]) {}
}

/** The items of a list, one that `.*` made among them; undefined for anything else. */
export function itemsOf(value: Value): readonly Value[] | undefined {
  const list: unknown = value;
  if (list instanceof Filtered) return list.items;
  return Array.isArray(value) ? value : undefined;
}
