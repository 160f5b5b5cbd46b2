import type { Value } from "../../proto/gen/cig/plugin/v1/value_pb.ts";

/** Values of a matrix by axis, in the order of the axes, with what `include` adds behind. */
export type Values = ReadonlyMap<string, Value>;

/** A scalar as text, as a provider compares it: 3, 3.2, true, "3.2". Undefined for a list or a table. */
export function scalarText(value: Value | undefined): string | undefined {
  switch (value?.kind.case) {
    case "boolean":
    case "integer":
    case "number":
    case "text":
      return String(value.kind.value);
    default:
      return undefined;
  }
}

/**
 * True when `value` has everything that `pattern` asks for: scalars are compared as text, a table must have at
 * least the pattern's keys, a list must be equal item by item. This is how GitHub reads `exclude` and `include`.
 */
export function covers(value: Value | undefined, pattern: Value): boolean {
  if (value === undefined) return false;
  if (pattern.kind.case === "table") {
    if (value.kind.case !== "table") return false;
    const entries = value.kind.value.entries;
    return pattern.kind.value.entries.every(({ key, value: wanted }) =>
      covers(entries.find((entry) => entry.key === key)?.value, wanted!),
    );
  }
  if (pattern.kind.case === "list") {
    if (value.kind.case !== "list") return false;
    const items = value.kind.value.items;
    return (
      items.length === pattern.kind.value.items.length &&
      pattern.kind.value.items.every((wanted, index) => covers(items[index], wanted))
    );
  }
  const text = scalarText(pattern);
  return text !== undefined && text === scalarText(value);
}

/** True when both values mean the same to a matrix. */
export function sameValue(a: Value, b: Value): boolean {
  return covers(a, b) && covers(b, a);
}
