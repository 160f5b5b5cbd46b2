import type { Combination, Job, Value } from "cig/sdk";
import { characters, plainCharacters } from "../expression/text.ts";
import { below, type Scope } from "../scope.ts";
import { compileDecidedMatrix } from "../skipping/matrix.ts";
import { yamlOf } from "../yaml/options.ts";
import { type Table, table, unlessEmpty, type Yaml } from "../yaml/tree.ts";
import { copiesOf, indexes, isShared, shardAxis, shardedIncludes } from "./shard.ts";

/** GitHub runs no more variants of one job. */
const mostVariants = 256;

/**
 * The value of `strategy`: GitHub's own matrix, nothing expanded, unless some of it may be left out. Copies that share
 * the work are one more axis. Undefined for a job that runs once.
 */
export function compileStrategy(job: Job, top: Scope): Table | undefined {
  const { axes: own = [], include = [], exclude = [] } = job.matrix ?? {};
  if (own.length === 0 && include.length === 0 && !isShared(job)) return undefined;
  const scope = below(top, job.matrix ? "matrix" : "parallelism");
  checkCopies(job, scope);
  const axes = own.map(({ name, values }): [string, Yaml] => [
    nameOf(name, scope),
    values.map((value) => yamlValue(value, below(scope, name))),
  ]);
  // A matrix that is nothing but `include` has no combination that an axis could multiply.
  const isList = own.length === 0 && include.length > 0;
  const decided = compileDecidedMatrix(job, scope);
  return table(
    ["fail-fast", (job.matrix ? job.matrix.failFast === false : true) ? false : undefined],
    ["max-parallel", job.matrix?.maxParallel || undefined],
    [
      "matrix",
      decided ??
        new Map([
          ...axes,
          ...table(
            [shardAxis(job), isShared(job) && !isList ? indexes(job.parallelism) : undefined],
            ["include", unlessEmpty(includesOf(job, below(scope, "include")))],
            ["exclude", unlessEmpty(exclude.map((each) => combinationOf(each, below(scope, "exclude"))))],
          ),
        ]),
    ],
  );
}

function checkCopies(job: Job, scope: Scope): void {
  const copies = copiesOf(job);
  if (copies <= mostVariants) return;
  const what = isShared(job)
    ? `would run ${copies} times (${job.variants.length} variants, each shared by ${job.parallelism})`
    : `has ${copies} variants`;
  scope.report.add(
    "GH005",
    scope.subject,
    `The job "${job.id}" ${what}; GitHub runs at most ${mostVariants} of one job.`,
    "Exclude combinations, or split the job in two.",
  );
}

function includesOf(job: Job, scope: Scope): Table[] {
  if (!isShared(job)) return (job.matrix?.include ?? []).map((each) => combinationOf(each, scope));
  return shardedIncludes(job).flatMap(({ entry, shards }) => {
    const node = combinationOf(entry, scope);
    return shards.length === 0 ? [node] : shards.map((shard) => new Map([...node, [shardAxis(job), shard]]));
  });
}

function combinationOf({ entries }: Combination, scope: Scope): Table {
  return new Map(
    entries.map(({ key, value }): [string, Yaml] => [
      nameOf(key, scope),
      value ? yamlValue(value, scope) : null,
    ]),
  );
}

function yamlValue(value: Value, scope: Scope): Yaml {
  return yamlOf(value, (text) => characters(text, scope));
}

function nameOf(name: string, scope: Scope): string {
  if (/^[A-Za-z_][\w-]*$/.test(name) && name !== "include" && name !== "exclude") return name;
  scope.report.add(
    "GH001",
    scope.subject,
    `"${name}" is no name for a matrix axis on GitHub.`,
    'Use letters, digits, "_" and "-", start with no digit, and take neither include nor exclude.',
  );
  return plainCharacters(name, scope);
}
