/** A value of YAML as it was written. */
export type Raw = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Raw {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function recordOf(value: unknown): Raw {
  return isRecord(value) ? value : {};
}

/** A list, or the one value as a list; nothing is an empty one. */
export function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null ? [] : [value];
}

/** A scalar as text; "" for anything else. */
export function textOf(value: unknown): string {
  return typeof value === "object" || value === undefined ? "" : String(value);
}
