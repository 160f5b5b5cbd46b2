import { alignSteps } from "./align.ts";
import { settle } from "./settle.ts";
import type { Extras, JobRow, JobTable, StepRow, WorkflowRow } from "./table.ts";

/** One thing that two tables say differently. */
export interface Difference {
  /** "ci/jobs/test-ruby3.2/steps/3 run/script": the workflow, then the way down. */
  readonly path: string;
  readonly left: string;
  readonly right: string;
}

/** Why tables may differ in some places. */
export interface Allowed {
  /** As in the support matrix: "job.timeout". */
  readonly feature: string;
  // Below the workflow, as "jobs/test/timeoutMinutes". `*` is a part of one name, `**` any number of names.
  readonly paths: readonly string[];
  /** Only where one side says these words: "{{ pr.title }}". Absent: whatever they say. */
  readonly saying?: string;
}

export interface Comparison {
  /** What no rule allows; empty: the tables mean the same. */
  readonly differences: readonly Difference[];
  readonly allowed: readonly (Difference & { readonly feature: string })[];
}

/** Compares what two configurations mean. Names of workflows count in small letters without signs, and where both have one. */
export function compareTables(left: JobTable, right: JobTable, allowed: readonly Allowed[] = []): Comparison {
  const rules = allowed.flatMap(({ feature, paths, saying = "" }) =>
    paths.map((path) => ({ feature, saying, pattern: patternOf(path) })),
  );
  const differences: Difference[] = [];
  const excused: (Difference & { feature: string })[] = [];
  for (const difference of differencesOf(settle(left), settle(right))) {
    const below = difference.path.slice(difference.path.indexOf("/") + 1);
    const rule = rules.find(
      ({ pattern, saying }) =>
        pattern.test(below) && (difference.left.includes(saying) || difference.right.includes(saying)),
    );
    if (rule) excused.push({ ...difference, feature: rule.feature });
    else differences.push(difference);
  }
  return { differences, allowed: excused };
}

/** A line for each difference, for a person who has to find it. */
export function showDifferences(differences: readonly Difference[], left = "left", right = "right"): string {
  return differences
    .map(({ path, left: one, right: other }) => `${path}\n  ${left}: ${one}\n  ${right}: ${other}`)
    .join("\n");
}

const nothing = "nothing";

function differencesOf(left: JobTable, right: JobTable): Difference[] {
  return pairs(left.workflows, right.workflows).flatMap(([one, other]): Difference[] => {
    const name = slug(one?.name || other?.name || "") || "workflow";
    if (!one || !other)
      return [{ path: `${name}/workflow`, left: one ? name : nothing, right: other ? name : nothing }];
    return [
      ...(one.name && other.name ? textDifference(`${name}/name`, slug(one.name), slug(other.name)) : []),
      ...listDifferences(`${name}/startsOn`, one.startsOn, other.startsOn),
      ...listDifferences(`${name}/schedules`, one.schedules, other.schedules),
      ...listDifferences(`${name}/inputs`, one.inputs, other.inputs),
      ...whereSaid(name, workflowExtras, one, other),
      ...extraDifferences(name, one.extras, other.extras),
      ...jobDifferences(`${name}/jobs`, one, other),
    ];
  });
}

/** Workflows of one name belong together; a lone one belongs to the other lone one, whatever they are called. */
function pairs(
  left: readonly WorkflowRow[],
  right: readonly WorkflowRow[],
): [WorkflowRow | undefined, WorkflowRow | undefined][] {
  if (left.length === 1 && right.length === 1) return [[left[0], right[0]]];
  const rest = new Set(right);
  const byName = left.map((one) => taken(rest, (other) => slug(other.name) === slug(one.name)));
  // One that is called otherwise is known by its jobs.
  const matched = left.map((one, index): [WorkflowRow, WorkflowRow | undefined] => [
    one,
    byName[index] ?? taken(rest, (other) => idsOf(other) === idsOf(one)),
  ]);
  return [...matched, ...[...rest].map((other): [undefined, WorkflowRow] => [undefined, other])];
}

function taken(rest: Set<WorkflowRow>, fits: (row: WorkflowRow) => boolean): WorkflowRow | undefined {
  const found = [...rest].find(fits);
  if (found) rest.delete(found);
  return found;
}

function idsOf({ jobs }: WorkflowRow): string {
  return jobs.map(({ id }) => id).join("\n");
}

function slug(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

function jobDifferences(path: string, left: WorkflowRow, right: WorkflowRow): Difference[] {
  const others = new Map(right.jobs.map((job) => [job.id, job]));
  const own = new Map(left.jobs.map((job) => [job.id, job]));
  const ids = [...new Set([...own.keys(), ...others.keys()])].sort();
  return ids.flatMap((id): Difference[] => {
    const [one, other] = [own.get(id), others.get(id)];
    const here = `${path}/${id}`;
    if (one && other) return rowDifferences(here, one, other, both(left.startsOn, right.startsOn));
    return [{ path: here, left: one ? "a job" : nothing, right: other ? "a job" : nothing }];
  });
}

/** What a row says of occasions on which only one side is there at all was said above it. */
function rowDifferences(path: string, left: JobRow, right: JobRow, started: Occasions): Difference[] {
  const { steps: ownSteps, services: ownServices, runsOn: ownOn, extras: ownExtras, ...own } = left;
  const {
    steps: otherSteps,
    services: otherServices,
    runsOn: otherOn,
    extras: otherExtras,
    ...other
  } = right;
  return [
    ...valueDifferences(path, without(jobExtras, own), without(jobExtras, other)),
    ...whereSaid(path, jobExtras, own, other),
    ...extraDifferences(path, ownExtras, otherExtras),
    ...listDifferences(`${path}/runsOn`, both(ownOn, started), both(otherOn, started)),
    ...serviceDifferences(`${path}/services`, ownServices, otherServices),
    ...stepDifferences(`${path}/steps`, ownSteps, otherSteps, both(ownOn, otherOn)),
  ];
}

type Occasions = JobRow["runsOn"];

function both(left: Occasions, right: Occasions): Occasions {
  return left.filter((each) => right.includes(each));
}

function serviceDifferences(path: string, left: JobRow["services"], right: JobRow["services"]): Difference[] {
  const names = [...new Set([...left, ...right].map(({ name }) => name))].sort();
  return names.flatMap((name): Difference[] => {
    const here = `${path}/${name}`;
    const one = left.find((each) => each.name === name);
    const other = right.find((each) => each.name === name);
    if (!one || !other) return textDifference(here, shown(one), shown(other));
    const { ready: ownReady, ...own } = one;
    const { ready: otherReady, ...rest } = other;
    const isSaid = ownReady !== undefined && otherReady !== undefined;
    return [
      ...valueDifferences(here, own, rest),
      ...(isSaid ? textDifference(`${here}/ready`, ownReady, otherReady) : []),
    ];
  });
}

function stepDifferences(
  path: string,
  left: readonly StepRow[],
  right: readonly StepRow[],
  worked: Occasions,
): Difference[] {
  return alignSteps(left, right).flatMap(({ place, one, other }): Difference[] => {
    const here = `${path}/${place} ${(one ?? other)!.kind}`;
    if (!one || !other) return [{ path: here, left: shown(one), right: shown(other) }];
    const { runsOn: ownOn, runsAfter: ownAfter, extras: ownExtras, ...own } = one;
    const { runsOn: otherOn, runsAfter: otherAfter, extras: otherExtras, ...rest } = other;
    return [
      ...valueDifferences(here, ...alike(without(stepExtras, own), without(stepExtras, rest))),
      ...whereSaid(here, stepExtras, own, rest),
      ...extraDifferences(here, ownExtras, otherExtras),
      ...(ownOn && otherOn
        ? listDifferences(`${here}/runsOn`, both(ownOn, worked), both(otherOn, worked))
        : []),
      ...(ownAfter && otherAfter ? textDifference(`${here}/runsAfter`, ownAfter, otherAfter) : []),
    ];
  });
}

/**
 * Scripts that differ only in quotes around a word are the same to a shell: a value that is pasted stands there without,
 * one that is handed over between quotes.
 */
function alike(left: Row, right: Row): [Row, Row] {
  const isShell = [left, right].every(({ shell }) => shell === "bash" || shell === "sh");
  const [one, other] = [left.script, right.script].map((script) => unquoted(String(script ?? "")));
  return isShell && one === other ? [left, { ...right, script: left.script }] : [left, right];
}

/** `"20"` is 20, and so are `'20'` and `"{{ git.sha }}"`; a value of several words is not. */
function unquoted(script: string): string {
  // Inside of single quotes a value stands between quotes that end and begin again.
  return script.replace(inSingleQuotes, "$1").replace(quotedWord, "$2");
}

const word = String.raw`(?:[\w.+:/@=,%^-]|\{\{ (?:git\.(?:sha|ref)|run\.(?:id|number|attempt|actor)|workspace|runner\.temp) \}\})+`;
const inSingleQuotes = new RegExp(`'"(${word})"'`, "g");
const quotedWord = new RegExp(`(["'])(${word})\\1`, "g");

/** What only some providers have, and what is compared where both tables say it. */
const workflowExtras = ["paths", "concurrency", "cancels", "gate"];
const jobExtras = ["cancels", "environmentUrl", "isSkippable"];
const stepExtras = ["key", "restoreKeys", "retentionDays", "ifMissing"];

function whereSaid(path: string, keys: readonly string[], left: object, right: object): Difference[] {
  const [own, other] = [left as Row, right as Row];
  return keys.flatMap((key) =>
    own[key] === undefined || other[key] === undefined
      ? []
      : valueDifferences(`${path}/${key}`, own[key], other[key]),
  );
}

function extraDifferences(path: string, left: Extras | undefined, right: Extras | undefined): Difference[] {
  if (!left || !right || left.system !== right.system) return [];
  return valueDifferences(`${path}/${left.system}`, left.entries, right.entries);
}

function without(keys: readonly string[], row: object): Row {
  return Object.fromEntries(Object.entries(row).filter(([key]) => !keys.includes(key)));
}

type Row = Readonly<Record<string, unknown>>;

function valueDifferences(path: string, left: unknown, right: unknown): Difference[] {
  if (Array.isArray(left) && Array.isArray(right) && [...left, ...right].every(isText))
    return listDifferences(path, left, right);
  if (isRecord(left) && isRecord(right)) {
    const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])].sort();
    return keys.flatMap((key) => valueDifferences(`${path}/${key}`, left[key], right[key]));
  }
  return textDifference(path, shown(left), shown(right));
}

/** A line for each item that only one list has; one for the order where they have the same. */
function listDifferences(path: string, left: readonly string[], right: readonly string[]): Difference[] {
  const only = (own: readonly string[], other: readonly string[]) =>
    own.filter((each) => !other.includes(each));
  const missing = [
    ...only(left, right).map((item) => ({ path: `${path}/${item}`, left: item, right: nothing })),
    ...only(right, left).map((item) => ({ path: `${path}/${item}`, left: nothing, right: item })),
  ];
  if (missing.length > 0) return missing;
  return textDifference(`${path}/order`, left.join(", "), right.join(", "));
}

function textDifference(path: string, left: string, right: string): Difference[] {
  return left === right ? [] : [{ path, left, right }];
}

function shown(value: unknown): string {
  if (value === undefined) return nothing;
  return isText(value) ? JSON.stringify(value) : (JSON.stringify(value) ?? String(value));
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function patternOf(path: string): RegExp {
  const source = path
    .split(/(\*\*|\*)/)
    .map((piece) =>
      piece === "**" ? ".*" : piece === "*" ? "[^/]*" : piece.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"),
    )
    .join("");
  return new RegExp(`^${source}$`, "s");
}
