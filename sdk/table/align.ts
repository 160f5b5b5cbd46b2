import type { StepRow } from "./table.ts";

/** Two steps that stand for each other, or one that the other list has not. */
export interface Pair {
  /** Of the step in its list, from 1. */
  readonly place: number;
  readonly one?: StepRow;
  readonly other?: StepRow;
}

/**
 * Steps side by side in their order: those that do the same, then, in the gaps between them, those of one kind. So a
 * step that is missing is one difference, and not a difference of all behind it.
 */
export function alignSteps(left: readonly StepRow[], right: readonly StepRow[]): Pair[] {
  const pairs: Pair[] = [];
  let [leftEnd, rightEnd] = [0, 0];
  for (const [leftAt, rightAt] of [
    ...common(left.map(keyOf), right.map(keyOf)),
    [left.length, right.length] as const,
  ]) {
    pairs.push(...fillGap(left.slice(leftEnd, leftAt), right.slice(rightEnd, rightAt), leftEnd, rightEnd));
    if (leftAt < left.length) pairs.push({ place: leftAt + 1, one: left[leftAt]!, other: right[rightAt]! });
    [leftEnd, rightEnd] = [leftAt + 1, rightAt + 1];
  }
  return pairs;
}

function fillGap(
  left: readonly StepRow[],
  right: readonly StepRow[],
  leftAt: number,
  rightAt: number,
): Pair[] {
  const kinds = common(
    left.map(({ kind }) => kind),
    right.map(({ kind }) => kind),
  );
  const pairOf = new Map(kinds);
  const taken = new Set(kinds.map(([, at]) => at));
  return [
    ...left.map((one, index): Pair => {
      const at = pairOf.get(index);
      return { place: leftAt + index + 1, one, ...(at !== undefined && { other: right[at]! }) };
    }),
    ...right.flatMap((other, index): Pair[] =>
      taken.has(index) ? [] : [{ place: rightAt + index + 1, other }],
    ),
  ];
}

/** What a step is about, apart from how it does it. */
function keyOf(step: StepRow): string {
  const { kind } = step;
  const own = {
    run: () => (step.kind === "run" ? step.script : ""),
    checkout: () => "",
    toolchain: () => (step.kind === "toolchain" ? step.tool : ""),
    cache: () => (step.kind === "cache" ? step.paths.join("\n") : ""),
    upload: () => (step.kind === "upload" ? step.name : ""),
    download: () => (step.kind === "download" ? step.name : ""),
    native: () => (step.kind === "native" ? step.uses : ""),
    report: () => (step.kind === "report" ? step.report : ""),
    approve: () => "",
  }[kind]();
  return `${kind}\n${own}`;
}

/** The longest common subsequence, as pairs of places. */
function common(left: readonly string[], right: readonly string[]): [number, number][] {
  const lengths = Array.from({ length: left.length + 1 }, () => new Array<number>(right.length + 1).fill(0));
  for (let a = left.length - 1; a >= 0; a--)
    for (let b = right.length - 1; b >= 0; b--)
      lengths[a]![b] =
        left[a] === right[b]
          ? lengths[a + 1]![b + 1]! + 1
          : Math.max(lengths[a + 1]![b]!, lengths[a]![b + 1]!);
  const found: [number, number][] = [];
  for (let a = 0, b = 0; a < left.length && b < right.length; )
    if (left[a] === right[b]) found.push([a++, b++]);
    else if (lengths[a + 1]![b]! >= lengths[a]![b + 1]!) a++;
    else b++;
  return found;
}
