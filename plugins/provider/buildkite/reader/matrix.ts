import { distinct, type Plain, variantId } from "cig/sdk/table";
import { isRecord, listOf, type Raw, recordOf } from "./raw.ts";

/** One job of a step with a matrix: its id, and the step with the values in their places. */
export interface Made {
  readonly id: string;
  readonly step: Raw;
  readonly values: readonly string[];
}

/** The jobs that a step becomes. */
export function expandStep(key: string, step: Raw): Made[] {
  const cells = cellsOf(step.matrix);
  if (!cells) return [{ id: key, step, values: [] }];
  const taken = new Set<string>();
  return cells.map((cell) => ({
    id: distinct(variantId(key, new Map(Object.entries(cell) as [string, Plain][])), taken),
    step: recordOf(filled(step, cell)),
    values: Object.values(cell).map(String),
  }));
}

function cellsOf(matrix: unknown): Raw[] | undefined {
  if (matrix === undefined || matrix === null) return undefined;
  if (Array.isArray(matrix)) return matrix.map((value) => ({ "": value }));
  const { setup, adjustments } = recordOf(matrix);
  let cells: Raw[] = [{}];
  if (isRecord(setup))
    for (const [axis, values] of Object.entries(setup))
      cells = cells.flatMap((cell) => listOf(values).map((value) => ({ ...cell, [axis]: value })));
  else cells = listOf(setup).map((value) => ({ "": value }));
  for (const adjustment of listOf(adjustments)) {
    const { with: at, skip } = recordOf(adjustment);
    const wanted = isRecord(at) ? at : { "": listOf(at)[0] };
    const isSame = (cell: Raw) =>
      Object.entries(wanted).every(([axis, value]) => String(cell[axis]) === String(value));
    const isSkipped = skip !== undefined && skip !== false && skip !== "";
    if (isSkipped) cells = cells.filter((cell) => !isSame(cell));
    else if (!cells.some(isSame)) cells.push(wanted);
  }
  return cells;
}

function filled(node: unknown, cell: Raw): unknown {
  if (typeof node === "string")
    return node.replace(/\{\{\s*matrix(?:\.([\w-]+))?\s*\}\}/g, (_, axis = "") => String(cell[axis] ?? ""));
  if (Array.isArray(node)) return node.map((item) => filled(item, cell));
  if (!isRecord(node)) return node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, filled(value, cell)]));
}
