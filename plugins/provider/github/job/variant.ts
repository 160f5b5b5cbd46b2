import type { Job, Text, Value, Variant } from "cig/sdk";

/** Axes whose values are words, those that only `include` adds behind the others. */
export function axesOf(job: Job): string[] {
  const names = [
    ...(job.matrix?.axes.map(({ name }) => name) ?? []),
    ...job.variants.flatMap(({ values }) => values?.entries.map(({ key }) => key) ?? []),
  ];
  return [...new Set(names)].filter((name) =>
    job.variants.some((variant) => wordOn(variant, name) !== undefined),
  );
}

/** The value of an axis as a word; undefined for none, and for lists and tables. */
export function wordOn(variant: Variant | undefined, axis: string): string | undefined {
  return word(variant?.values?.entries.find(({ key }) => key === axis)?.value);
}

/** A text with the names of the matrix replaced by a variant's values; undefined when that leaves a name open. */
export function textOnLabel(text: Text | undefined, variant: Variant | undefined): string | undefined {
  const pieces = text?.parts.map(({ kind }) =>
    kind.case === "reference" ? valueAt(variant, kind.value.path) : (kind.value ?? ""),
  );
  return pieces?.every((piece) => piece !== undefined) ? pieces.join("") : undefined;
}

function valueAt(variant: Variant | undefined, path: readonly string[]): string | undefined {
  if (path[0] !== "matrix") return undefined;
  let entries = variant?.values?.entries;
  let value: Value | undefined;
  for (const name of path.slice(1)) {
    value = entries?.find(({ key }) => key === name)?.value;
    entries = value?.kind.case === "table" ? value.kind.value.entries : [];
  }
  return word(value);
}

function word(value: Value | undefined): string | undefined {
  const kind = value?.kind;
  if (!kind || kind.case === undefined || kind.case === "list" || kind.case === "table") return undefined;
  return String(kind.value);
}
