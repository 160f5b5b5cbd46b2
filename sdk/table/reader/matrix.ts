import { isTable, type Plain, scalarText } from "./variant-id.ts";

export type Combination = ReadonlyMap<string, Plain>;

/** A matrix as GitHub and cig.toml write it. */
export interface PlainMatrix {
  readonly axes: ReadonlyMap<string, readonly Plain[]>;
  readonly include: readonly Combination[];
  readonly exclude: readonly Combination[];
}

/** One variant: all its values, and those that its id is made of. */
export interface Expanded {
  readonly values: Combination;
  readonly named: Combination;
}

/**
 * The variants of a matrix, the last axis changing fastest, then those that `include` adds: `exclude` takes away, each
 * `include` extends what it agrees with or stands for itself. GitHub's rules, which are cig's.
 */
export function expandMatrix({ axes, include, exclude }: PlainMatrix): Expanded[] {
  const kept = product(axes).filter((named) => !exclude.some((pattern) => agrees(named, pattern, false)));
  const extended = kept.map((named) => ({ named, values: new Map(named) }));
  const added: Expanded[] = [];
  for (const extra of include) {
    const fitting = extended.filter(({ named }) => agrees(named, extra, true));
    for (const { named, values } of fitting)
      for (const [key, value] of extra) if (!named.has(key)) values.set(key, value);
    if (fitting.length === 0) {
      const values = inOrderOfAxes([...axes.keys()], extra);
      added.push({ named: values, values });
    }
  }
  return [...extended, ...added];
}

/** True when the value has everything that the pattern asks for; scalars are compared as text. */
export function covers(value: Plain | undefined, pattern: Plain): boolean {
  if (value === undefined) return false;
  if (isTable(pattern))
    return isTable(value) && Object.entries(pattern).every(([key, wanted]) => covers(value[key], wanted));
  if (Array.isArray(pattern))
    return (
      Array.isArray(value) &&
      value.length === pattern.length &&
      pattern.every((wanted, index) => covers(value[index], wanted))
    );
  const text = scalarText(pattern);
  return text === undefined ? value === pattern : text === scalarText(value);
}

function agrees(named: Combination, pattern: Combination, allowsNew: boolean): boolean {
  return [...pattern].every(([key, value]) => (named.has(key) ? covers(named.get(key), value) : allowsNew));
}

function product(axes: ReadonlyMap<string, readonly Plain[]>): Map<string, Plain>[] {
  if (axes.size === 0) return [];
  let all: Map<string, Plain>[] = [new Map()];
  for (const [name, values] of axes)
    all = all.flatMap((each) => values.map((value) => new Map(each).set(name, value)));
  return all;
}

function inOrderOfAxes(axes: readonly string[], extra: Combination): Combination {
  const known = axes.filter((name) => extra.has(name)).map((name) => [name, extra.get(name)!] as const);
  return new Map([...known, ...extra]);
}
