import type { Combination, Job } from "cig/sdk";
import { atom, call, member, type Operand, quoted } from "../expression/operand.ts";
import { yamlOf } from "../yaml/options.ts";
import { jsonText, type Yaml } from "../yaml/tree.ts";

/** True when copies of the job share its work. */
export function isShared({ parallelism }: Pick<Job, "parallelism">): boolean {
  return parallelism > 1;
}

/** How many jobs GitHub makes of one: its variants, each as often as it is shared. */
export function copiesOf(job: Job): number {
  return Math.max(1, job.variants.length) * Math.max(1, job.parallelism);
}

/** The axis that tells the copies apart, with a name that the author has not taken. */
export function shardAxis({ matrix }: Job): string {
  const taken = new Set([
    ...(matrix?.axes.map(({ name }) => name.toLowerCase()) ?? []),
    ...(matrix?.include.flatMap(({ entries }) => entries.map(({ key }) => key.toLowerCase())) ?? []),
  ]);
  return taken.has("shard") ? "cig-shard" : "shard";
}

/** `shard.index`, `shard.number` or `shard.total` in GitHub's words; undefined for another word. */
export function shardOperand(job: Job | undefined, word: string): Operand | undefined {
  const total = Math.max(1, job?.parallelism ?? 1);
  const index = job && isShared(job) ? atom(member("matrix", shardAxis(job))) : undefined;
  switch (word) {
    case "index":
      return index ?? quoted("0");
    case "number":
      // Expressions cannot add.
      return index
        ? atom(
            `${call("fromJSON", quoted(jsonText(indexes(total).map((each) => each + 1)))).source}[${index.source}]`,
          )
        : quoted("1");
    case "total":
      return quoted(String(total));
    default:
      return undefined;
  }
}

/** The values of the axis: from 0. */
export function indexes(total: number): number[] {
  return Array.from({ length: total }, (_, index) => index);
}

/**
 * The entries of `include` for shared work. GitHub adds an entry that fits a combination to it, whatever its shard; one
 * that fits none makes a combination of its own, which then needs each shard, too.
 */
export function shardedIncludes(
  job: Job,
): { readonly entry: Combination; readonly shards: readonly number[] }[] {
  const { axes = [], include = [] } = job.matrix ?? {};
  return include.map((entry) => ({
    entry,
    shards: axes.length === 0 || makesItsOwn(job, entry) ? indexes(job.parallelism) : [],
  }));
}

function makesItsOwn({ matrix }: Job, { entries }: Combination): boolean {
  const asked = entries.filter(({ key }) => matrix!.axes.some(({ name }) => name === key));
  const wanted = new Map(asked.map(({ key, value }) => [key, textOf(value && yamlOf(value, same))]));
  return !combinationsOf(matrix!).some((values) =>
    [...wanted].every(([name, value]) => values.get(name) === value),
  );
}

/** What the axes make, without what `exclude` takes out; values as JSON. */
export function combinationsOf({ axes, exclude }: NonNullable<Job["matrix"]>): Map<string, string>[] {
  let all: Map<string, string>[] = [new Map()];
  for (const { name, values } of axes) {
    const texts = values.map((value) => textOf(yamlOf(value, same)));
    all = all.flatMap((each) => texts.map((text) => new Map(each).set(name, text)));
  }
  const out = exclude.map(({ entries }) =>
    entries.map(({ key, value }) => [key, textOf(value && yamlOf(value, same))] as const),
  );
  return all.filter((each) => !out.some((entry) => entry.every(([name, value]) => each.get(name) === value)));
}

function textOf(value: Yaml | undefined): string {
  return jsonText(value ?? null);
}

const same = (text: string) => text;
