import { type Job, optionsFor } from "cig/sdk";
import { type Block, block, type Code } from "../groovy/code.ts";
import { comment } from "../groovy/comment.ts";
import { groovyString } from "../groovy/literal.ts";
import { type Copy, copiesOf, wordOfValue } from "../order/copies.ts";
import type { Scope } from "../scope.ts";
import { referencesIn } from "../steps/steps.ts";
import { cellVariable } from "../value/reference.ts";
import { machineFor } from "./agent.ts";
import { tableAt } from "./options.ts";
import { compileStage, type StageOptions } from "./stage.ts";

/**
 * True where Jenkins' own `matrix` means the same: plain axes with all their combinations but the excluded ones, on one
 * kind of machine, and nothing that has to be called differently in each cell.
 */
export function isNativeMatrix(job: Job, scope: Scope): boolean {
  const { matrix, variants } = job;
  if (!matrix || variants.length < 2 || matrix.include.length > 0 || matrix.maxParallel > 0) return false;
  if (job.parallelism > 1 || job.services.length > 0 || job.approval || job.nameText) return false;
  const axes = matrix.axes.map(({ name, values }) => ({ name, words: values.map(wordOfValue) }));
  const names = axes.map(({ name }) => cellVariable(name));
  if (new Set(names).size < names.length) return false;
  if (axes.some(({ words }) => words.some((word) => !isPlain(word)) || new Set(words).size < words.length))
    return false;
  if (!excludesAlone(job)) return false;
  const quiet = { ...scope, report: { ...scope.report, add: () => {} } };
  const labels = new Set(variants.map((variant) => machineFor(job, variant, quiet).label));
  const isCalled = job.steps.some(
    ({ kind, id, outputs, background }) =>
      kind.case === "upload" || kind.case === "shard" || background || id !== "" || outputs.length > 0,
  );
  const named = [job.image, job.concurrency, job.outputs, job.condition].some(
    (each) => each && referencesIn(each).some(([kind]) => kind === "matrix"),
  );
  const tools = [...tableAt(optionsFor("jenkins", job.providerOptions), "tools").values()];
  if (tools.some((each) => String(each).includes("{{"))) return false;
  return labels.size === 1 && !isCalled && !named && job.outputs.length === 0;
}

/** The job as one stage with a matrix; its cells are stages that people see with the values of their axes. */
export function compileMatrix(job: Job, options: StageOptions, scope: Scope): Block {
  const { matrix } = job;
  const [first] = copiesOf(job) as [Copy];
  const axes = matrix!.axes.map(({ name, values }) =>
    block("axis", `name ${groovyString(cellVariable(name))}`, `values ${values.map(wordSource).join(", ")}`),
  );
  const excludes = matrix!.exclude.map(({ entries }) =>
    block(
      "exclude",
      entries.map(({ key, value }) =>
        block("axis", `name ${groovyString(cellVariable(key))}`, `values ${wordSource(value)}`),
      ),
    ),
  );
  const cell = compileStage({ ...first, id: job.id }, { ...options, isCell: true }, scope);
  const body: Code[] = [
    block("axes", axes),
    ...(excludes.length > 0 ? [block("excludes", excludes)] : []),
    block("stages", cell),
  ];
  return block(
    `stage(${groovyString(`${options.name} (all)`)})`,
    comment(`Variants of ${job.id}`),
    options.isPlain && matrix!.failFast !== false ? "failFast true" : undefined,
    block("matrix", body),
  );
}

function excludesAlone(job: Job): boolean {
  const { axes, exclude } = job.matrix!;
  const names = new Set(axes.map(({ name }) => name));
  if (exclude.some(({ entries }) => entries.length === 0 || entries.some(({ key }) => !names.has(key))))
    return false;
  const words = exclude.map(({ entries }) =>
    entries.map(({ key, value }) => [key, wordOfValue(value)] as const),
  );
  const isKnown = words
    .flat()
    .every(([key, word]) =>
      axes.some(({ name, values }) => name === key && values.some((value) => wordOfValue(value) === word)),
    );
  let all: Record<string, string | undefined>[] = [{}];
  for (const { name, values } of axes)
    all = all.flatMap((each) => values.map((value) => ({ ...each, [name]: wordOfValue(value) })));
  const left = all.filter((each) => !words.some((one) => one.every(([key, word]) => each[key] === word)));
  const ids = (each: Readonly<Record<string, string | undefined>>) =>
    axes.map(({ name }) => each[name]).join("\0");
  const own = job.variants.map(({ values }) =>
    ids(Object.fromEntries((values?.entries ?? []).map(({ key, value }) => [key, wordOfValue(value)]))),
  );
  return isKnown && own.length === left.length && left.every((each) => own.includes(ids(each)));
}

/** A value that is an ordinary variable of the environment, too. */
function isPlain(word: string | undefined): boolean {
  return word !== undefined && word !== "" && /^[\w.:@/+-]+$/.test(word);
}

function wordSource(value: Parameters<typeof wordOfValue>[0]): string {
  return groovyString(wordOfValue(value) ?? "");
}
