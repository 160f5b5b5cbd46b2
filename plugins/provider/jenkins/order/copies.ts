import type { Job, Value, Variant } from "cig/sdk";

/** One run of a job: a variant, or one of those that share its work. */
export interface Copy {
  /** The variant's id; with its number where several share the work: "test-ruby3.2-2". */
  readonly id: string;
  readonly job: Job;
  readonly variant: Variant;
  /** Absent: it has the work for itself. */
  readonly shard?: { readonly index: number; readonly total: number };
}

/** All runs of a job, in the order of their ids; shards of a variant by their number. */
export function copiesOf(job: Job): Copy[] {
  return job.variants.flatMap((variant): Copy[] => {
    if (job.parallelism <= 1) return [{ id: variant.id, job, variant }];
    return Array.from({ length: job.parallelism }, (_, index) => ({
      id: `${variant.id}-${index + 1}`,
      job,
      variant,
      shard: { index, total: job.parallelism },
    }));
  });
}

/** The plain values of a variant by their paths below `matrix`: "ruby", "target.image". Lists have none. */
export function flatten({ values }: Variant): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { key, value } of values?.entries ?? []) collect(key, value, found);
  return found;
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
