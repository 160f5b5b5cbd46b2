import {
  and,
  decide,
  type JobRow,
  joinCaches,
  liftRetries,
  type ServiceRow,
  type StepRow,
} from "cig/sdk/table";
import { agentOf, checksOut, machineOf, toolsOf } from "./agent.ts";
import { type Asked, whenHolds } from "./condition.ts";
import type { Part } from "./merge.ts";
import type { Leaf } from "./stages.ts";
import {
  type InFile,
  type JobLimits,
  minutesOf,
  noLimits,
  noSteps,
  type ReadSteps,
  readSteps,
  type Test,
} from "./steps.ts";
import type { Call, Expr, Stmt } from "./syntax.ts";
import { argumentOf, callsIn, numberOf, remark, section } from "./tree.ts";
import { textOf } from "./values.ts";

/** A stage with what its steps come to. */
export interface Run {
  readonly leaf: Leaf;
  readonly steps: ReadSteps;
  readonly env: Readonly<Record<string, string>>;
  readonly file: InFile;
  /** The pipeline around all stages. */
  readonly top: readonly Stmt[];
}

export function readRun(leaf: Leaf, top: readonly Stmt[], file: InFile): Run {
  const names = { ...file.names, env: new Map([...file.names.env, ...leaf.cell]) };
  const bodies = [top, ...leaf.around, leaf.body];
  const env = environmentOf(bodies, names);
  const token = remark(leaf.body, "Identity token");
  const own: InFile = { ...file, names, tokens: new Set(token ? [token] : []) };
  const steps = noSteps();
  for (const part of leaf.parts ?? [{ ...leaf, isEnd: false, around: [], when: [] }])
    readPart(part, bodies, steps, own, leaf);
  for (const body of leaf.after ?? []) readPost(body, steps, { ...own, known: knownOf(leaf, env) }, env);
  const tools = toolsOf(bodies).map((tool): StepRow => ({ kind: "native", uses: `tools/${tool}` }));
  const checkout = checksOut(bodies) ? [implicitCheckout] : [];
  steps.rows.unshift(...tools, ...checkout);
  return { leaf, steps, env, file: own, top };
}

/** What Jenkins does by itself when a build of a project with branches gets a machine, whatever the steps do. */
const implicitCheckout: StepRow = { kind: "checkout", ref: "", depth: 0, submodules: false, lfs: false };

function readPart(
  part: Part,
  outer: readonly (readonly Stmt[])[],
  steps: ReadSteps,
  top: InFile,
  leaf: Leaf,
): void {
  const bodies = [...outer, ...part.around];
  const env = environmentOf(bodies, top.names);
  const file: InFile = { ...top, known: knownOf(leaf, env) };
  for (const value of Object.values(env)) for (const id of secretsIn(value)) steps.secrets.add(id);
  const tests = part.when.map(
    (source): Test => ({
      holds: (asked) => whenHolds(source, { ...asked, env: file.known }),
      source,
    }),
  );
  const before = steps.rows.length;
  if (!part.isEnd) {
    for (const tool of toolsOf(part.around)) steps.rows.push({ kind: "native", uses: `tools/${tool}` });
    readSteps(section(part.body, "steps") ?? [], env, file, steps, { tests, limits: limitsOf(part.around) });
  }
  readPost(part.body, steps, file, env, tests);
  for (const row of steps.rows.slice(before)) steps.stages.set(row, part.name);
}

/** What happens behind the steps, in the order of the file; `cleanup` is the last. */
function readPost(
  body: readonly Stmt[],
  steps: ReadSteps,
  file: InFile,
  env: Readonly<Record<string, string>>,
  tests: readonly Test[] = [],
): void {
  const sections = callsIn(section(body, "post") ?? []);
  const isLast = (call: Call) => call.name === "cleanup";
  for (const call of [...sections.filter((each) => !isLast(each)), ...sections.filter(isLast)]) {
    const ending = endings[call.name] ?? "always";
    const failed: Test = { holds: (asked) => asked.ending === "failure" };
    readSteps(call.body ?? [], env, file, steps, {
      tests: ending === "failure" ? [...tests, failed] : tests,
      isAlways: ending !== "success",
    });
  }
}

/** When the sections of `post` work, as near as cig's words come. */
const endings: Readonly<Record<string, "success" | "failure">> = {
  success: "success",
  fixed: "success",
  failure: "failure",
  unsuccessful: "failure",
  unstable: "failure",
  regression: "failure",
  aborted: "failure",
};

function environmentOf(
  bodies: readonly (readonly Stmt[])[],
  names: InFile["names"],
): Readonly<Record<string, string>> {
  const env = new Map<string, string>();
  for (const body of bodies)
    for (const [name, value] of environmentIn(section(body, "environment") ?? [], names, env))
      env.set(name, value);
  return Object.fromEntries(env);
}

function knownOf(leaf: Leaf, env: Readonly<Record<string, string>>): Map<string, string> {
  return new Map([...leaf.cell, ...Object.entries<string>(env)]);
}

function secretsIn(value: string): string[] {
  return [...value.matchAll(/\{\{ secrets\.([^ ]+) \}\}/g)].map(([, id]) => id!);
}

/** Limits that the options of stages set, the innermost first. */
function limitsOf(bodies: readonly (readonly Stmt[])[]): JobLimits {
  const calls = [...bodies].reverse().flatMap((body) => callsIn(section(body, "options") ?? []));
  const timeout = calls.find(({ name }) => name === "timeout");
  const retry = calls.find(({ name }) => name === "retry");
  return {
    ...noLimits,
    timeoutMinutes: timeout ? minutesOf(timeout) : 0,
    retries: retry ? Math.max(0, numberOf(argumentOf(retry, "count")) - 1) : 0,
  };
}

/** The row of a run. `runsOf` gives the ids of all runs of a job, `approvals` the stages in which people agree. */
export function readRow(
  { leaf, steps, env, file, top }: Run,
  runsOf: (job: string) => readonly string[],
  approvals: ReadonlyMap<string, Leaf>,
  isCounted: boolean,
): JobRow {
  const { body } = leaf;
  const job = [...steps.passes].find((id) => runsOf(id).includes(leaf.id)) ?? leaf.id;
  const question = approvals.get(job);
  const conditions = [
    ...leaf.when,
    section(body, "when") ?? [],
    ...(question ? [section(question.body, "when") ?? []] : []),
  ];
  const asks = (name: string) => conditions.flatMap((each) => callsNamed(each, name));
  const told = remark(body, "Needs")?.split(", ");
  const needs = isCounted
    ? (told ??
      asks("allPassed")
        .flatMap(({ named: given }) => given.map(({ name }) => name))
        .filter((id) => !id.startsWith("approval of ")))
    : undefined;
  const needsAny = asks("anyPassed").flatMap(({ named: given }) => given.map(({ name }) => name));
  const hasNeeds = needs === undefined ? leaf.before.length > 0 : needs.length + needsAny.length > 0;
  const { runsOn, runsAfter } = decide((occasion, ending) => {
    if (ending === "failure" && (!isCounted || !hasNeeds)) return false;
    const { defaultBranch } = file;
    const asked: Asked = { occasion, ending, defaultBranch, env: new Map(Object.entries(env)) };
    return and(conditions.map((each) => whenHolds(each, asked)));
  });
  const bodies = [top, ...leaf.around, body];
  const agent = agentOf(bodies);
  const machine = withShells(machineOf(agent, steps.label, body, file.names), steps.rows);
  const image = steps.image ?? (agent?.image && textOf(agent.image, file.names));
  if (agent?.credentials) steps.secrets.add(agent.credentials);
  const { retries, steps: rows } = liftRetries(joinCaches(mergeDownloads(steps.rows)));
  const limits = steps.job;
  const around = limitsOf(bodies);
  const options = section(body, "options") ?? [];
  const lock = callsIn(options).find(({ name }) => name === "lock");
  const total = Number(env.CIG_SHARD_TOTAL ?? 1) || 1;
  return {
    id: leaf.id,
    needs: (needs ? needs.flatMap(runsOf) : [...leaf.before]).sort(),
    needsAny: needsAny.flatMap(runsOf).sort(),
    runsOn,
    runsAfter,
    ...machine,
    ...(image !== undefined && { image }),
    services: [...steps.services].sort((a, b) => (a.name < b.name ? -1 : 1)) as readonly ServiceRow[],
    secrets: [...steps.secrets].sort(),
    timeoutMinutes: limits.timeoutMinutes || around.timeoutMinutes,
    continueOnError: limits.continueOnError,
    permissions: [],
    ...(lock && {
      concurrency: textOf(argumentOf(lock, "resource") ?? nothing, { jobs: new Set(), env: new Map() }),
    }),
    approval: section(body, "input") !== undefined || question !== undefined,
    retries: limits.retries || around.retries || retries,
    parallelism: total,
    maxParallel: 0,
    failFast: leaf.failFast,
    oidc: remark(body, "Identity token") !== undefined,
    isSkippable: asks("mustRun").length > 0,
    steps: rows,
    outputs: Object.fromEntries(steps.outputs),
  };
}

/** Where nothing names a system, what only Windows runs does. */
function withShells<Machine extends { readonly os: string; readonly machine?: string }>(
  machine: Machine,
  rows: readonly StepRow[],
): Machine {
  const isOfWindows = rows.some((row) => row.kind === "run" && /^(?:cmd|powershell)$/.test(row.shell));
  return isOfWindows && machine.machine === undefined ? { ...machine, os: "windows" } : machine;
}

const nothing: Expr = { kind: "text", text: "" };

/** Several stashes of one artifact are one download; the name of a job's run does not belong to it. */
function mergeDownloads(rows: readonly StepRow[]): StepRow[] {
  const merged: StepRow[] = [];
  for (const row of rows) {
    const last = merged.at(-1);
    if (
      row.kind === "download" &&
      last?.kind === "download" &&
      row.name === last.name &&
      row.path === last.path
    )
      continue;
    merged.push(row);
  }
  return merged;
}

/** What stands above may be named. */
function environmentIn(
  body: readonly Stmt[],
  names: InFile["names"],
  above: ReadonlyMap<string, string>,
): Map<string, string> {
  const found = new Map<string, string>();
  for (const each of body)
    if (each.kind === "assign")
      found.set(
        each.name,
        textOf(each.value, { ...names, env: new Map([...names.env, ...above, ...found]) }),
      );
  return found;
}

function callsNamed(body: readonly Stmt[], name: string): Call[] {
  const found: Call[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if ((value as Call).kind === "call" && (value as Call).name === name) found.push(value as Call);
    for (const inner of Object.values(value)) visit(inner);
  };
  visit(body);
  return found;
}
