import { create, equals } from "@bufbuild/protobuf";
import {
  CombinationSchema,
  type Matrix,
  MatrixSchema,
  type Variant,
} from "../../proto/gen/cig/plugin/v1/resource_pb.ts";
import {
  type Value,
  type ValueEntry,
  ValueEntrySchema,
  ValueSchema,
} from "../../proto/gen/cig/plugin/v1/value_pb.ts";

/**
 * The matrix of the variants that are left, which decide: axes without values that none of them has, and, where the
 * matrix is no more than its axes, every combination that is missing excluded by name. Entries of `include` stay, so
 * that a provider which has to write variants out still does.
 */
export function thinMatrix(matrix: Matrix, variants: readonly Variant[]): Matrix {
  const axes = matrix.axes.map((axis) => ({
    ...axis,
    values: axis.values.filter((value) => variants.some((variant) => has(variant, axis.name, value))),
  }));
  const isPlain = matrix.include.length === 0;
  const missing = isPlain
    ? product(axes).filter(
        (entries) =>
          !variants.some((variant) => entries.every(({ key, value }) => has(variant, key, value!))),
      )
    : [];
  return create(MatrixSchema, {
    ...matrix,
    axes,
    exclude: isPlain ? missing.map((entries) => create(CombinationSchema, { entries })) : matrix.exclude,
  });
}

function has({ values }: Variant, axis: string, value: Value): boolean {
  const own = values?.entries.find(({ key }) => key === axis)?.value;
  return own !== undefined && equals(ValueSchema, own, value);
}

function product(axes: Matrix["axes"]): ValueEntry[][] {
  if (axes.length === 0) return [];
  return axes.reduce<ValueEntry[][]>(
    (all, { name, values }) =>
      all.flatMap((entries) =>
        values.map((value) => [...entries, create(ValueEntrySchema, { key: name, value })]),
      ),
    [[]],
  );
}
