import { type Job, type Table, table, unlessEmpty, type Yaml } from "cig/sdk";
import { below, type Scope } from "../scope.ts";
import { characters } from "../value/characters.ts";
import { flatten, wordOfValue } from "./variant.ts";

/**
 * The value of `matrix`, where CircleCI's own means the same as the job's: plain axes, nothing added by `include`, and
 * `exclude` taking away whole combinations, all at once. Undefined: every variant has to be written out.
 */
export function compileMatrix(job: Job, scope: Scope): Table | undefined {
  const { matrix } = job;
  if (!matrix || matrix.axes.length === 0 || matrix.include.length > 0) return undefined;
  if (laneCount(job) > 0) return undefined;
  const axes = matrix.axes.map(({ name, values }) => ({ name, words: values.map(wordOfValue) }));
  if (!axes.every(({ words }) => words.length > 0 && words.every((word) => word !== undefined)))
    return undefined;
  const excluded = excludedBy(job, axes as { name: string; words: string[] }[]);
  const [first] = job.variants;
  // A matrix that leaves one variant is no matrix to CircleCI.
  if (!first || !excluded) return undefined;
  const own = below(scope, "matrix");
  const parameter = (name: string) => scope.parameters.get(name)!;
  const combination = (values: ReadonlyMap<string, string>) =>
    new Map(axes.map(({ name }): [string, Yaml] => [parameter(name), characters(values.get(name)!, own)]));
  return table(
    [
      "parameters",
      new Map(
        axes.map(({ name, words }): [string, Yaml] => [
          parameter(name),
          words.map((word) => characters(word!, below(own, name))),
        ]),
      ),
    ],
    ["exclude", unlessEmpty(excluded.map(combination))],
  );
}

/** The combinations of the axes that no variant has; undefined where a variant is no combination of the axes. */
function excludedBy(
  job: Job,
  axes: readonly { readonly name: string; readonly words: readonly string[] }[],
): Map<string, string>[] | undefined {
  let all: Map<string, string>[] = [new Map()];
  for (const { name, words } of axes) {
    all = all.flatMap((each) => words.map((word) => new Map(each).set(name, word)));
    if (all.length > 4096) return undefined;
  }
  const keyOf = (values: ReadonlyMap<string, string>) =>
    JSON.stringify(axes.map(({ name }) => values.get(name)));
  const wanted = new Set(job.variants.map((variant) => keyOf(flatten(variant))));
  const possible = new Set(all.map(keyOf));
  if (possible.size !== all.length || wanted.size !== job.variants.length) return undefined;
  if (![...wanted].every((key) => possible.has(key))) return undefined;
  return all.filter((values) => !wanted.has(keyOf(values)));
}

/**
 * In how many lanes the variants run one after the other, so that no more run at a time than the matrix wants. 0: all
 * at once, or in the job's own group.
 */
export function laneCount({ matrix, variants, concurrency }: Job): number {
  const most = matrix?.maxParallel ?? 0;
  return most > 0 && most < variants.length && !concurrency ? most : 0;
}
