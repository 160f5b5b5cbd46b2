import { type Job, jsonText, optionsFor, type Table, table, type Yaml } from "cig/sdk";
import { uploaded } from "../value/interpolation.ts";
import { flatten, wordOfValue } from "../value/variant.ts";
import { differsByVariant } from "./when.ts";

/**
 * Buildkite's own matrix, where it means the same: plain axes, of which `exclude` takes combinations out, on one kind
 * of machine. Undefined where the variants have to be written out.
 */
export function compileMatrix(job: Job, isWatched: boolean): Table | undefined {
  const { matrix, variants } = job;
  if (!matrix || variants.length < 2 || matrix.include.length > 0 || isWatched) return undefined;
  if (job.parallelism > 1 || job.approval || differsByVariant(job) || !isOneMachine(job)) return undefined;
  const axes = matrix.axes.map(({ name, values }) => [name, values.map(wordOfValue)] as const);
  const isPlain = axes.every(
    ([name, words]) =>
      /^\w+$/.test(name) &&
      words.length <= 25 &&
      words.every(isPlainWord) &&
      new Set(words).size === words.length,
  );
  if (!isPlain || axes.length > 6 || variants.length > 50) return undefined;
  const all = product(axes as readonly (readonly [string, readonly string[]])[]);
  const own = variants.map((variant) => jsonText(new Map([...flatten(variant)].sort())));
  const wanted = new Set(own);
  const left = all.filter((each) => !wanted.has(jsonText(new Map([...each].sort()))));
  if (left.length > 12 || all.length - left.length !== variants.length) return undefined;
  return table(
    [
      "setup",
      new Map(axes.map(([name, words]): [string, Yaml] => [name, words.map((each) => uploaded(each!))])),
    ],
    [
      "adjustments",
      left.length > 0
        ? left.map((each) =>
            table(
              ["with", new Map([...each].map(([name, value]): [string, Yaml] => [name, uploaded(value)]))],
              ["skip", true],
            ),
          )
        : undefined,
    ],
  );
}

/** The limit is 128 bytes for a name or a value, and no value may look like a name of the matrix. */
function isPlainWord(word: string | undefined): boolean {
  return word !== undefined && Buffer.byteLength(word) <= 128 && !/\{\{|[\0-\x1f\x7f]/.test(word);
}

function isOneMachine({ variants, runner }: Job): boolean {
  const machines = variants.map((variant) => {
    const own = variant.runner ?? runner;
    return jsonText(
      table(
        ["os", own?.os ?? ""],
        ["arch", own?.arch ?? ""],
        ["options", optionsFor("buildkite", own?.providerOptions ?? [])],
      ),
    );
  });
  return new Set(machines).size === 1;
}

function product(axes: readonly (readonly [string, readonly string[]])[]): Map<string, string>[] {
  let all: Map<string, string>[] = [new Map()];
  for (const [name, words] of axes)
    all = all.flatMap((each) => words.map((word) => new Map(each).set(name, word)));
  return all;
}
