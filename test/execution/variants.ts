import { variantId } from "../../core/graph/variant-id.ts";
import { toValue } from "../../core/plan/value.ts";

export type Cell = Readonly<Record<string, unknown>>;

/** The combinations of a matrix as GitHub makes them: the product, less `exclude`, and what `include` adds. */
export function expand(matrix: Readonly<Record<string, unknown>> | undefined): Cell[] {
  if (!matrix) return [{}];
  const { include = [], exclude = [], ...axes } = matrix as Record<string, Record<string, unknown>[]>;
  const names = Object.keys(axes);
  let cells: Record<string, unknown>[] = names.length > 0 ? [{}] : [];
  for (const name of names)
    cells = cells.flatMap((cell) => (axes[name] as unknown[]).map((value) => ({ ...cell, [name]: value })));
  const agrees = (cell: Cell, part: Cell, keys: readonly string[]) =>
    keys.every((key) => !(key in part) || same(cell[key], part[key]));
  cells = cells.filter((cell) => !exclude.some((part) => agrees(cell, part, Object.keys(part))));
  const own = new Set(cells);
  for (const part of include) {
    const fitting = [...own].filter((cell) => agrees(cell, part, names));
    if (fitting.length === 0) cells.push({ ...part });
    for (const cell of fitting)
      for (const [key, value] of Object.entries(part)) if (!names.includes(key)) cell[key] = value;
  }
  return cells;
}

/** The id that cig gives a variant. */
export function idOf(job: string, cell: Cell): string {
  const entries = Object.entries(cell).map(([key, value]) => [key, toValue(value as string)] as const);
  return entries.length === 0 ? job : variantId(job, new Map(entries));
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
