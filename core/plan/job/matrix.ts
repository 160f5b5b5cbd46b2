import { create } from "@bufbuild/protobuf";
import { type Matrix, MatrixSchema, type Variant } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { Value } from "../../../proto/gen/cig/plugin/v1/value_pb.ts";
import { axesOf, type MatrixToml } from "../../config/schema.ts";
import { scalarText } from "../../graph/combination.ts";
import type { Subject } from "../context.ts";
import type { Resolver } from "../resolver.ts";
import { toEntries, toValue } from "../value.ts";
import type { AxisValues } from "./trust.ts";

/** `matrix` as a message; its values must be known before the run. */
export function planMatrix(matrix: MatrixToml, resolver: Resolver, subject: Subject): Matrix {
  const resolve = (key: string) => (source: string, path: readonly string[]) =>
    resolver.plain(source, [...subject, key, ...path]);
  const combinations = (key: "include" | "exclude") =>
    (matrix[key] ?? []).map((entries, index) => ({
      entries: toEntries(entries, resolve(key), [String(index)]),
    }));
  return create(MatrixSchema, {
    axes: axesOf(matrix).map(({ name, values }) => ({
      name,
      values: values.map((value, index) => toValue(value, resolve(name), [String(index)])),
    })),
    include: combinations("include"),
    exclude: combinations("exclude"),
    ...(matrix.fail_fast !== undefined && { failFast: matrix.fail_fast }),
    maxParallel: matrix.max_parallel ?? 0,
  });
}

/** Names of the axes, then of what `include` adds to them. */
export function axisNames(matrix: Matrix | undefined): string[] {
  if (!matrix) return [];
  const added = matrix.include.flatMap(({ entries }) => entries.map(({ key }) => key));
  return [...new Set([...matrix.axes.map(({ name }) => name), ...added])];
}

/** Fields of the axes that have tables as values, none for those of plain values; an axis of both is left out. */
export function axisFields(matrix: Matrix | undefined): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, Value[]>();
  const add = (name: string, value: Value) => values.set(name, [...(values.get(name) ?? []), value]);
  for (const axis of matrix?.axes ?? []) for (const value of axis.values) add(axis.name, value);
  for (const { entries } of matrix?.include ?? []) for (const { key, value } of entries) add(key, value!);
  return new Map(
    [...values].flatMap(([name, all]) => {
      const tables = all.flatMap(({ kind }) => (kind.case === "table" ? kind.value : []));
      if (tables.length > 0 && tables.length < all.length) return [];
      return [[name, [...new Set(tables.flatMap(({ entries }) => entries.map(({ key }) => key)))]] as const];
    }),
  );
}

/** The value that a name such as `matrix.ruby` or `matrix.image.tag` has in a variant, as text. */
export function valueIn(variant: Variant, path: readonly string[]): string | undefined {
  let value: Value | undefined;
  for (const [index, name] of path.slice(1).entries()) {
    const entries =
      index === 0 ? variant.values?.entries : value?.kind.case === "table" ? value.kind.value.entries : [];
    value = entries?.find(({ key }) => key === name)?.value;
  }
  return scalarText(value);
}

/** All values of an axis or a field of it, in the order of the variants; unknown when a variant has none. */
export function axisValuesOf(variants: readonly Variant[]): AxisValues {
  const known = new Map<string, readonly string[] | undefined>();
  return (path) => {
    const name = path.join(".");
    if (!known.has(name)) {
      const values = variants.map((variant) => valueIn(variant, path));
      known.set(name, values.includes(undefined) ? undefined : [...new Set(values as string[])]);
    }
    return known.get(name);
  };
}
