import type { Job, Value, Variant } from "cig/sdk";

/** The plain values of a variant by their paths below `matrix`: "ruby", "target.image". Lists have none. */
export function flatten({ values }: Variant): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { key, value } of values?.entries ?? []) collect(key, value, found);
  return found;
}

/** All paths that some variant of the job has, in the author's order of the axes. */
export function pathsOf(job: Job): ReadonlySet<string> {
  const found = new Map<string, string>();
  for (const { name, values } of job.matrix?.axes ?? [])
    for (const value of values) collect(name, value, found);
  for (const variant of job.variants) for (const [path, word] of flatten(variant)) found.set(path, word);
  return new Set(found.keys());
}

/** A plain value as text. */
export function wordOfValue(value: Value | undefined): string | undefined {
  const kind = value?.kind;
  if (!kind || kind.case === undefined || kind.case === "list" || kind.case === "table") return undefined;
  return String(kind.value);
}

function collect(path: string, value: Value | undefined, found: Map<string, string>): void {
  if (value?.kind.case === "table")
    for (const entry of value.kind.value.entries) collect(`${path}.${entry.key}`, entry.value, found);
  const word = wordOfValue(value);
  if (word !== undefined) found.set(path, word);
}
