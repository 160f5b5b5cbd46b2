import type { Combination, Job, Value } from "cig/sdk";
import { characters, plainCharacters } from "../expression/text.ts";
import { below, type Scope } from "../scope.ts";
import { yamlOf } from "../yaml/options.ts";
import { type Table, table, unlessEmpty, type Yaml } from "../yaml/tree.ts";

/** GitHub runs no more variants of one job. */
const mostVariants = 256;

/** The value of `strategy`: GitHub's own matrix, nothing expanded. Undefined for a job without one. */
export function compileStrategy(job: Job, top: Scope): Table | undefined {
  const { matrix } = job;
  if (!matrix || (matrix.axes.length === 0 && matrix.include.length === 0)) return undefined;
  const scope = below(top, "matrix");
  if (job.variants.length > mostVariants)
    scope.report.add(
      "GH005",
      scope.subject,
      `The job "${job.id}" has ${job.variants.length} variants; GitHub runs at most ${mostVariants} of one job.`,
      "Exclude combinations, or split the job in two.",
    );
  const axes = matrix.axes.map(({ name, values }): [string, Yaml] => [
    nameOf(name, scope),
    values.map((value) => yamlValue(value, below(scope, name))),
  ]);
  return table(
    ["fail-fast", matrix.failFast === false ? false : undefined],
    ["max-parallel", matrix.maxParallel || undefined],
    [
      "matrix",
      new Map([
        ...axes,
        ...table(
          [
            "include",
            unlessEmpty(matrix.include.map((each) => combinationOf(each, below(scope, "include")))),
          ],
          [
            "exclude",
            unlessEmpty(matrix.exclude.map((each) => combinationOf(each, below(scope, "exclude")))),
          ],
        ),
      ]),
    ],
  );
}

function combinationOf({ entries }: Combination, scope: Scope): Yaml {
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
