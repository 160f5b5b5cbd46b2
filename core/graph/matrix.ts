import { create } from "@bufbuild/protobuf";
import type { Job, Matrix, Variant } from "../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { CombinationSchema, VariantSchema } from "../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { type Value, ValueEntrySchema } from "../../proto/gen/cig/plugin/v1/value_pb.ts";
import { byCodeUnit } from "../compare.ts";
import { type Diagnostic, hasErrors } from "../diagnostic/diagnostic.ts";
import type { Values } from "./combination.ts";
import { covers } from "./combination.ts";
import { checkMatrix, emptyMatrix } from "./matrix-check.ts";
import { distinct, variantId } from "./variant-id.ts";

/** The variants of a job and what is wrong with its matrix; without variants when that is an error. */
export interface Expansion {
  /** Sorted by id. */
  readonly variants: Variant[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * One variant per combination of the matrix, exactly one without a matrix. `exclude` takes combinations away, then
 * each `include` extends every combination whose axes it agrees with, or adds one of its own: GitHub's rules.
 * `taken` holds ids that no variant may get; the variants' ids are added to it.
 */
export function expandMatrix(job: Pick<Job, "id" | "matrix">, taken: Set<string> = new Set()): Expansion {
  if (!job.matrix) return { variants: [create(VariantSchema, { id: job.id, values: {} })], diagnostics: [] };
  const diagnostics = checkMatrix(job.id, job.matrix);
  if (hasErrors(diagnostics)) return { variants: [], diagnostics };
  const combinations = combine(job.matrix);
  if (combinations.length === 0) return { variants: [], diagnostics: [...diagnostics, emptyMatrix(job.id)] };
  const variants = combinations.map(({ named, values }) =>
    create(VariantSchema, {
      id: distinct(variantId(job.id, named), taken),
      values: create(CombinationSchema, {
        entries: [...values].map(([key, value]) => create(ValueEntrySchema, { key, value })),
      }),
    }),
  );
  return { variants: variants.sort((a, b) => byCodeUnit(a.id, b.id)), diagnostics };
}

/** A combination: all its values, and those that its id is made of. */
interface Combined {
  readonly values: Map<string, Value>;
  readonly named: Values;
}

function combine(matrix: Matrix): Combined[] {
  const originals = product(matrix).filter(
    (values) =>
      !matrix.exclude.some(({ entries }) =>
        entries.every(({ key, value }) => covers(values.get(key), value!)),
      ),
  );
  const extended = originals.map((named) => ({ named, values: new Map(named) }));
  const added: Combined[] = [];
  for (const { entries } of matrix.include) {
    const fitting = extended.filter(({ named }) =>
      entries.every(({ key, value }) => !named.has(key) || covers(named.get(key), value!)),
    );
    for (const { named, values } of fitting)
      for (const { key, value } of entries) if (!named.has(key)) values.set(key, value!);
    if (fitting.length === 0) {
      const values = inOrderOfAxes(matrix, new Map(entries.map(({ key, value }) => [key, value!])));
      added.push({ named: values, values });
    }
  }
  return [...extended, ...added];
}

/** All combinations of the axes, the last axis changing fastest; none without axes. */
function product(matrix: Matrix): Map<string, Value>[] {
  if (matrix.axes.length === 0) return [];
  return matrix.axes.reduce<Map<string, Value>[]>(
    (combinations, { name, values }) =>
      combinations.flatMap((combination) => values.map((value) => new Map(combination).set(name, value))),
    [new Map()],
  );
}

function inOrderOfAxes(matrix: Matrix, values: Map<string, Value>): Map<string, Value> {
  const ordered = new Map<string, Value>();
  for (const { name } of matrix.axes) if (values.has(name)) ordered.set(name, values.get(name)!);
  for (const [key, value] of values) ordered.set(key, value);
  return ordered;
}
