import { characters, type Draft, isEmpty, tomlOf } from "cig/sdk/import";
import { isLegal } from "../job/names.ts";
import { type Definitions, withParameters } from "../reader/definitions.ts";
import { withExecutor } from "../reader/executor.ts";
import { isRecord, listOf, type Raw, recordOf, textsOf } from "../reader/raw.ts";
import type { Caches } from "./caches.ts";
import { filtersFor } from "./conditions.ts";
import { callsCommand, type FlatStep, flattenSteps, rawSteps } from "./flatten.ts";
import { executorLabel, isMachineKey, machineFor, type Runners } from "./machine.ts";
import type { PlacedJob, PlacedWorkflow } from "./place.ts";
import { type MadeStep, stepsFor } from "./steps.ts";
import { markOf, textFor } from "./text.ts";
import { variablesFor, withTable } from "./variables.ts";
import type { Start } from "./workflow.ts";

/** A job in the words of cig.toml. */
export interface MadeJob {
  readonly table: Draft;
  /** Places in the file's list of steps, for those that cig.toml lists. */
  readonly origins: readonly number[];
  /** Keys of the escape hatch, each with the key of the configuration that it is of. */
  readonly hatched: readonly (readonly [key: string, isKnown: boolean])[];
  /** What is not rendered: keys of the entry or of the job. */
  readonly lost: readonly (readonly [what: string, why: string])[];
  /** True where a step of an orb is given commands of the file, which must be there then. */
  readonly callsCommands: boolean;
}

/** What all jobs of a configuration have in common. */
export interface AroundJobs {
  readonly caches: Caches;
  readonly runners: Runners;
  readonly orbs: Raw;
  readonly start: Pick<Start, "hasTags" | "filters">;
  readonly isLiteral: boolean;
}

/** A job's definition with its parameters and its executor in their places, and its steps. */
export interface Resolved {
  readonly job: Raw;
  readonly label: string | undefined;
  /** Undefined where commands call each other without end. */
  readonly steps: readonly FlatStep[] | undefined;
}

export function resolve({ invocation, variants }: PlacedJob, definitions: Definitions): Resolved | undefined {
  const definition = definitions.jobs[invocation.key];
  if (!isRecord(definition)) return undefined;
  const marks =
    variants.length > 1 ? [...invocation.values.keys()].map((axis) => [axis, markOf(axisFor(axis))]) : [];
  const plain = withParameters(definition, { ...invocation.given, ...Object.fromEntries(marks) });
  const label = executorLabel(plain, definitions.executors);
  const { executor, ...job } = withExecutor(plain, definitions);
  const whole = label === undefined && executor !== undefined ? { ...job, executor } : job;
  return { job: whole, label, steps: flattenSteps(whole.steps, definitions) };
}

/** Keys of an entry of a workflow that have a meaning of their own; others are parameters of the job. */
const entryKeys = new Set([
  "name",
  "requires",
  "filters",
  "type",
  "matrix",
  "context",
  "pre-steps",
  "post-steps",
  "serial-group",
  "override-with",
]);
const rawEntryKeys = ["context", "serial-group", "override-with"];

/** `needs` and `requires` are of the job in its workflow; the rest of the job is made here. */
export function makeJob(
  placed: PlacedJob,
  resolved: Resolved | undefined,
  id: string,
  { definitions }: PlacedWorkflow,
  needs: readonly string[],
  around: AroundJobs,
): MadeJob {
  const { given, key } = placed.invocation;
  const table: Draft = {};
  const hatch: Draft = {};
  const lost: [string, string][] = [];
  const unknown = new Set<string>();
  takeName(placed, id, table, hatch);
  if (needs.length > 0) table.needs = [...needs];
  const isOdd = listOf(given.requires).some(isRecord);
  if (isOdd) hatch.requires = tomlOf(given.requires);
  takeFilters(given.filters, table, hatch, around.start);
  for (const name of rawEntryKeys)
    if (given[name] !== undefined && given[name] !== null) hatch[name] = tomlOf(given[name]);
  let made: readonly MadeStep[] = [];
  let callsCommands = false;
  if (given.type === "approval") table.approval = true;
  else if (!resolved) {
    const orb = orbJob(key, around.orbs);
    if (orb === undefined)
      lost.push([`the job \`${key}\``, "No such job is defined, so that CircleCI refuses the file."]);
    else Object.assign(hatch, { "orb-job": orb }, parametersOf(given));
    callsCommands = callsCommand(given, definitions.commands);
  } else {
    takeParts(given, definitions, hatch);
    for (const name of Object.keys(parametersOf(given)))
      if (!Object.hasOwn(recordOf(recordOf(definitions.jobs[key]).parameters), name))
        lost.push([
          `the key \`${name}\` of the entry`,
          "It is no parameter of the job, so that CircleCI refuses the file.",
        ]);
    for (const name of Object.keys(resolved.job))
      if (entryKeys.has(name) && name !== "type")
        lost.push([
          `the key \`${name}\``,
          "CircleCI knows it in a workflow, and not in the definition of a job.",
        ]);
    made = takeDefinition(resolved, table, hatch, unknown, around);
    callsCommands = givesCommands(resolved.steps ?? [], definitions);
  }
  takeMatrix(placed, table);
  withTable(table, "provider", isEmpty(hatch) ? {} : { circleci: hatch });
  const hatched = Object.keys(hatch).map((name) => [name, !unknown.has(name)] as const);
  return { table, origins: made.map(({ origin }) => origin), hatched, lost, callsCommands };
}

function takeName(placed: PlacedJob, id: string, table: Draft, hatch: Draft): void {
  const { name, variants, invocation } = placed;
  if (variants.length > 1) {
    const axes = [...invocation.values.keys()].map((axis) => `{{ matrix.${axisFor(axis)} }}`);
    const own = typeof placed.entry.name === "string" ? textFor(withMarks(placed.entry.name)) : undefined;
    table.name = own ?? [characters(invocation.key), ...axes].join("-");
    return;
  }
  if (name === id) return;
  if (isLegal(name) && !name.includes("{{")) table.name = name;
  else hatch.name = name;
}

function withMarks(name: string): string {
  return name.replace(/<<\s*matrix\.([\w-]+)\s*>>/g, (_, axis: string) => markOf(axisFor(axis)));
}

/** `os` and `arch` of a matrix choose a machine in cig.toml. */
export function axisFor(parameter: string): string {
  const plain = parameter.replace(/[^A-Za-z0-9_-]+/g, "-").replace(/^(?![A-Za-z_])/, "axis-");
  return ["os", "arch", "include", "exclude", "fail_fast", "max_parallel"].includes(plain)
    ? `${plain}-name`
    : plain;
}

function takeMatrix({ variants, invocation, entry }: PlacedJob, table: Draft): void {
  if (variants.length < 2) return;
  const axes = [...invocation.values.keys()].map((axis): [string, string[]] => [
    axisFor(axis),
    textsOf(recordOf(recordOf(entry.matrix).parameters)[axis]),
  ]);
  const excluded = listOf(recordOf(entry.matrix).exclude).filter(isRecord);
  table.matrix = {
    ...Object.fromEntries(axes),
    ...(excluded.length > 0 && {
      exclude: excluded.map((each) =>
        Object.fromEntries(Object.entries(each).map(([axis, value]) => [axisFor(axis), String(value)])),
      ),
    }),
  };
}

function takeFilters(
  filters: unknown,
  table: Draft,
  hatch: Draft,
  start: Pick<Start, "hasTags" | "filters">,
): void {
  if (start.filters === "workflow") return;
  const asked = start.filters === "jobs" ? filtersFor(filters) : undefined;
  if (!asked) {
    if (filters !== undefined && filters !== null) hatch.filters = tomlOf(filters);
    return;
  }
  const { branches, tags } = asked;
  if (branches === undefined && tags === "any") return;
  const ofBranches = branches ?? (start.hasTags ? "git.tag == ''" : undefined);
  const ofTags = tags === "any" ? "git.tag != ''" : tags;
  const all = [ofBranches, ofTags].filter((each) => each !== undefined && each !== "");
  if (all.length > 0) table.if = all.join(" || ");
  else if (ofBranches === "") table.if = false;
}

/** True where a step of an orb is given one of the file's commands. */
function givesCommands(steps: readonly FlatStep[], definitions: Definitions): boolean {
  return steps.some((step) =>
    step.kind === "when"
      ? givesCommands(step.steps, definitions)
      : isRecord(step.value) && callsCommand(step.value, definitions.commands),
  );
}

/** Steps before and behind those of the job. */
function takeParts(given: Raw, definitions: Definitions, hatch: Draft): void {
  for (const part of ["pre-steps", "post-steps"]) {
    if (given[part] === undefined || given[part] === null) continue;
    const flat = flattenSteps(given[part], definitions);
    hatch[part] = tomlOf(flat ? rawSteps(flat) : given[part]);
  }
}

const ownKeys = new Set(["steps", "parameters", "environment"]);
const knownKeys = new Set([
  "description",
  "shell",
  "working_directory",
  "parallelism",
  "circleci_ip_ranges",
  "retention",
  "type",
]);

function takeDefinition(
  { job, label, steps }: Resolved,
  table: Draft,
  hatch: Draft,
  unknown: Set<string>,
  around: AroundJobs,
): readonly MadeStep[] {
  const machine = machineFor(job, label, around.runners, around.isLiteral);
  Object.assign(table, machine.native);
  Object.assign(hatch, machine.hatch);
  const variables = variablesFor(job.environment, around.isLiteral);
  withTable(table, "env", variables.native);
  withTable(hatch, "environment", variables.hatch);
  for (const [name, value] of Object.entries(job)) {
    if (ownKeys.has(name) || isMachineKey(name) || value === null || value === undefined) continue;
    // In the escape hatch these are of the job's entry, where they mean something.
    if (entryKeys.has(name) && name !== "type") continue;
    hatch[name] = tomlOf(value);
    if (!knownKeys.has(name)) unknown.add(name);
  }
  const made =
    steps &&
    stepsFor(steps, {
      caches: around.caches,
      orbs: around.orbs,
      workingDirectory: job.working_directory,
      isLiteral: around.isLiteral,
    });
  if (!made) {
    table.checkout = false;
    hatch.steps = tomlOf(steps ? rawSteps(steps) : job.steps);
    return [];
  }
  // The first thing that a job of cig.toml does is to check out.
  const [first] = made;
  const isUsual = first && JSON.stringify(first.step) === '{"checkout":true}';
  const rest = isUsual ? made.slice(1) : made;
  if (first?.step.checkout !== true) table.checkout = false;
  if (rest.length > 0) table.steps = rest.map(({ step }) => step);
  return rest;
}

/** "circleci/node/test@5.0.2" for a job of an orb of the registry; one that is put in later is called as it is. */
function orbJob(key: string, orbs: Raw): string | undefined {
  const [alias = "", job] = key.split("/");
  const orb = orbs[alias];
  if (job !== undefined && isRecord(orb) && Object.keys(orb).length === 0) return key;
  const [, address, version] = (typeof orb === "string" && /^([^/\s]+\/[^/@\s]+)@(\S+)$/.exec(orb)) || [];
  return job === undefined || address === undefined ? undefined : `${address}/${job}@${version}`;
}

function parametersOf(given: Raw): Draft {
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) =>
      entryKeys.has(name) || value === null || value === undefined ? [] : [[name, tomlOf(value)]],
    ),
  );
}
