/** A value of a matrix as YAML or JSON gives it. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

/** Long enough to tell values apart, short enough for a list of checks. */
const longestValue = 40;

/**
 * The id of a variant, by the rule of core/graph/variant-id.ts, for readers, which have plain values and no core:
 * the job's id, then a piece for each value in the order of the axes.
 */
export function variantId(job: string, values: ReadonlyMap<string, Plain>): string {
  return [job, ...[...values].map(([axis, value]) => piece(axis, value))].join("-");
}

/** The id, or the first of id-2, id-3, … that is not taken; takes it. */
export function distinct(id: string, taken: Set<string>): string {
  let candidate = id;
  for (let count = 2; taken.has(candidate); count++) candidate = `${id}-${count}`;
  taken.add(candidate);
  return candidate;
}

/** A scalar as text, as matrices compare it; undefined for a list, a table and nothing. */
export function scalarText(value: Plain | undefined): string | undefined {
  return typeof value === "object" || value === undefined ? undefined : String(value);
}

function piece(axis: string, value: Plain): string {
  const name = legal(nameOf(value)).slice(0, longestValue);
  if (name === "") return legal(axis);
  return axis === "os" || axis === "arch" || speaksForItself(value) ? name : legal(axis) + name;
}

function speaksForItself(value: Plain): boolean {
  if (typeof value === "string") return /^[a-z]{2}/i.test(value) && !/^(true|false)$/i.test(value);
  return isTable(value);
}

function nameOf(value: Plain): string {
  if (Array.isArray(value)) return value.map(nameOf).join("-");
  if (!isTable(value)) return scalarText(value) ?? "";
  const chosen = [value.name, value.id, value.label].find((each) => typeof each === "string" && each !== "");
  return chosen !== undefined ? nameOf(chosen) : Object.values(value).map(nameOf).join("-");
}

export function isTable(value: Plain | undefined): value is { readonly [key: string]: Plain } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function legal(text: string): string {
  return text.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^-+|-+$/g, "");
}
