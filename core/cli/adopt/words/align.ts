/** An index of each of two lists; one alone is an item that the other list has not. */
export interface Aligned {
  readonly before?: number;
  readonly after?: number;
}

/**
 * Pairs the items of two lists in order, so that the weights of the pairs sum up to the most; a weight of 0 makes no pair.
 * What stands alone comes as early as the pairs around it allow, the one that is gone before the one that is new.
 */
export function align<Item>(
  before: readonly Item[],
  after: readonly Item[],
  weight: (one: Item, other: Item) => number,
): Aligned[] {
  const weights = before.map((one) => after.map((other) => weight(one, other)));
  const best = Array.from({ length: before.length + 1 }, () => new Array<number>(after.length + 1).fill(0));
  for (let row = before.length - 1; row >= 0; row--)
    for (let column = after.length - 1; column >= 0; column--)
      best[row]![column] = Math.max(
        best[row + 1]![column]!,
        best[row]![column + 1]!,
        paired(weights, best, row, column),
      );
  const pairs: Aligned[] = [];
  let [row, column] = [0, 0];
  while (row < before.length && column < after.length) {
    const most = best[row]![column]!;
    if (weights[row]![column]! > 0 && paired(weights, best, row, column) === most)
      pairs.push({ before: row++, after: column++ });
    else if (best[row + 1]![column] === most) pairs.push({ before: row++ });
    else pairs.push({ after: column++ });
  }
  while (row < before.length) pairs.push({ before: row++ });
  while (column < after.length) pairs.push({ after: column++ });
  return pairs;
}

function paired(
  weights: readonly (readonly number[])[],
  best: readonly (readonly number[])[],
  row: number,
  column: number,
): number {
  return weights[row]![column]! > 0 ? weights[row]![column]! + best[row + 1]![column + 1]! : 0;
}
