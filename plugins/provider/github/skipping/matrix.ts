import type { Job, Variant } from "cig/sdk";
import { atom, call, member, quoted } from "../expression/operand.ts";
import { characters, longestWithExpression } from "../expression/text.ts";
import { combinationsOf, indexes, isShared, shardAxis } from "../job/shard.ts";
import type { Scope } from "../scope.ts";
import { yamlOf } from "../yaml/options.ts";
import { isTable, jsonText, type Table, type Yaml } from "../yaml/tree.ts";
import { hasMatrix } from "./markers.ts";
import { decidedJob, matrixOutput, mayBeLeftOut, outputOf, variantAxis } from "./verdict.ts";

/**
 * True for a job whose variants are left out one by one. Copies that share the work of a variant are not: they are left
 * out together, and so are variants of which there are too many for one expression.
 */
export function variesSingly(job: Job): boolean {
  return !isShared(job) && staticList(job).length < longestWithExpression / 2;
}

/**
 * The matrix of a job that may be left out: a list of its combinations, each with the id of the variant. What runs is
 * the list that was decided; without a decision it is the whole one. Undefined: the job has another matrix, or none.
 */
export function compileDecidedMatrix(one: Job, scope: Scope): Table | undefined {
  const { output } = scope;
  const job = decidedJob(one, output);
  if (!hasMatrix(job) || !mayBeLeftOut(job, output)) return undefined;
  if (!variesSingly(job)) return new Map([["include", combinations(job, (text) => characters(text, scope))]]);
  const decided = outputOf(matrixOutput(job), output).source;
  return new Map([["include", `\${{ fromJSON(${decided} || ${quoted(staticList(job)).source}) }}`]]);
}

/**
 * What GitHub would show behind the job's name: the values of the axes or, of a combination that an entry of `include`
 * makes, all that it says. The list of combinations has a value more, which people need not see.
 */
export function decidedSuffix(one: Job, { output }: Scope): string {
  const job = decidedJob(one, output);
  if (!hasMatrix(job) || !mayBeLeftOut(job, output)) return "";
  const made = new Set(combinationsOf(job.matrix!).map(keyOf));
  const shown = job.variants.map((variant): Shown => {
    const all = valuesOf(variant);
    const own = new Map(job.matrix!.axes.map(({ name }) => [name, all.get(name) ?? null] as const));
    const isOfAxes = job.matrix!.axes.length > 0 && made.has(keyOf(texts(own)));
    const leaves = [...(isOfAxes ? own : all)].flatMap(([name, value]) => leavesOf(["matrix", name], value));
    return { id: variant.id, leaves: leaves.filter(({ text }) => text !== "") };
  });
  const copy = isShared(job) ? [`\${{ ${member("matrix", shardAxis(job))} }}`] : [];
  return ` (${[...segmentsOf(shown), ...copy].join(", ")})`;
}

interface Leaf {
  readonly path: readonly string[];
  readonly text: string;
}

interface Shown {
  readonly id: string;
  readonly leaves: readonly Leaf[];
}

/** Names of the matrix where they say it for every variant, else what each variant shows. */
function segmentsOf(shown: readonly Shown[]): string[] {
  const places = shown.map(({ leaves }) => jsonText(leaves.map(({ path }) => path)));
  if (places.every((each) => each === places[0] && !each.includes(inList)))
    return shown[0]!.leaves.map(
      ({ path: [context = "", ...names] }) => `\${{ ${names.reduce(member, context)} }}`,
    );
  const table = new Map(shown.map(({ id, leaves }) => [id, leaves.map(({ text }) => text).join(", ")]));
  const known = call("fromJSON", quoted(plainJson(table))).source;
  return [`\${{ ${atom(`${known}[${member("matrix", variantAxis)}]`).source} }}`];
}

/** No name of an axis or a field has such a sign. */
const inList = "[]";

function leavesOf(path: readonly string[], value: Yaml): Leaf[] {
  if (isTable(value)) return [...value].flatMap(([key, inner]) => leavesOf([...path, key], inner));
  if (Array.isArray(value)) return value.flatMap((inner: Yaml) => leavesOf([...path, inList], inner));
  return value === null ? [] : [{ path, text: String(value) }];
}

function staticList(job: Job): string {
  return plainJson(combinations(job));
}

/** JSON for an expression: what would begin another one is spelled otherwise. */
function plainJson(value: Yaml): string {
  return jsonText(value).replaceAll("${{", "\\u0024{{");
}

function combinations(job: Job, change = same): Table[] {
  return job.variants.flatMap((variant) => {
    const own = new Map([...valuesOf(variant, change), [variantAxis, variant.id] as [string, Yaml]]);
    return isShared(job)
      ? indexes(job.parallelism).map((index) => new Map([...own, [shardAxis(job), index]]))
      : [own];
  });
}

function valuesOf({ values }: Variant, change = same): Map<string, Yaml> {
  return new Map(
    (values?.entries ?? []).map(({ key, value }) => [key, value ? yamlOf(value, change) : null]),
  );
}

function texts(values: ReadonlyMap<string, Yaml>): Map<string, string> {
  return new Map([...values].map(([name, value]) => [name, jsonText(value)]));
}

function keyOf(values: ReadonlyMap<string, string>): string {
  return jsonText(new Map([...values].sort(([a], [b]) => (a < b ? -1 : 1))));
}

const same = (text: string) => text;
