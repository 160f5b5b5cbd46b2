import type { Combination } from "../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { Value } from "../../proto/gen/cig/plugin/v1/value_pb.ts";

/** The values of a variant by axis, as plain JSON. */
export function matrixOf(values: Combination | undefined): Record<string, unknown> {
  return Object.fromEntries((values?.entries ?? []).map(({ key, value }) => [key, plainValue(value)]));
}

/** A value of cig.toml as plain JSON. */
export function plainValue(value: Value | undefined): unknown {
  const kind = value?.kind;
  switch (kind?.case) {
    case "integer":
      return Number(kind.value);
    case "list":
      return kind.value.items.map(plainValue);
    case "table":
      return Object.fromEntries(kind.value.entries.map(({ key, value }) => [key, plainValue(value)]));
    case "boolean":
    case "number":
    case "text":
      return kind.value;
    case undefined:
      return null;
  }
}
