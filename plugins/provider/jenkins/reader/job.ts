import {
  and,
  decide,
  type JobRow,
  joinCaches,
  liftRetries,
  type ServiceRow,
  type StepRow,
} from "cig/sdk/testing";
import { type Asked, whenHolds } from "./condition.ts";
import type { Leaf } from "./stages.ts";
import { type InFile, noLimits, readSteps } from "./steps.ts";
import type { Call, Expr, Stmt } from "./syntax.ts";
import { argumentOf, callsIn, lineOf, numberOf, plainText, remark, section } from "./tree.ts";
import { textOf } from "./values.ts";

/** A stage with what its steps come to. */
export interface Run {
  readonly leaf: Leaf;
  readonly steps: ReturnType<typeof readSteps>;
  readonly env: Readonly<Record<string, string>>;
  readonly file: InFile;
  /** The pipeline around all stages. */
  readonly top: readonly Stmt[];
}

export function readRun(leaf: Leaf, top: readonly Stmt[], file: InFile): Run {
  const names = { ...file.names, env: leaf.cell };
  const bodies = [top, ...leaf.around, leaf.body];
  const env = Object.assign(
    {},
    ...bodies.map((body) => environmentIn(section(body, "environment") ?? [], names)),
  );
  const known = new Map([...leaf.cell, ...Object.entries<string>(env)]);
  const token = remark(leaf.body, "Identity token");
  const own: InFile = { ...file, names, known, tokens: new Set(token ? [token] : []) };
  const steps = readSteps(section(leaf.body, "steps") ?? [], env, own);
  const post = readSteps(section(section(leaf.body, "post") ?? [], "always") ?? [], env, own, true);
  for (const secret of post.secrets) steps.secrets.add(secret);
  steps.rows.push(...post.rows);
  return { leaf, steps, env, file: own, top };
}

/** The row of a run. `runsOf` gives the ids of all runs of a job, `approvals` the stages in which people agree. */
export function readRow(
  { leaf, steps, env, top }: Run,
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
    const asked: Asked = { occasion, ending, env: new Map(Object.entries(env)) };
    return and(conditions.map((each) => whenHolds(each, asked)));
  });
  const machine = machineOf(leaf, top, steps.label);
  const image = steps.image ?? imageOf(leaf, top, steps.secrets);
  const { retries, steps: rows } = liftRetries(joinCaches(mergeDownloads(steps.rows)));
  const limits = steps.job ?? noLimits;
  const options = section(body, "options") ?? [];
  const lock = callsIn(options).find(({ name }) => name === "lock");
  const timeout = callsIn(options).find(({ name }) => name === "timeout");
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
    timeoutMinutes: limits.timeoutMinutes || numberOf(timeout && argumentOf(timeout, "time")),
    continueOnError: limits.continueOnError,
    permissions: [],
    ...(lock && {
      concurrency: textOf(argumentOf(lock, "resource") ?? nothing, { jobs: new Set(), env: new Map() }),
    }),
    approval: section(body, "input") !== undefined || question !== undefined,
    retries: limits.retries || retries,
    parallelism: total,
    maxParallel: 0,
    failFast: leaf.failFast,
    oidc: remark(body, "Identity token") !== undefined,
    steps: rows,
    outputs: Object.fromEntries(steps.outputs),
  };
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

function environmentIn(body: readonly Stmt[], names: InFile["names"]): Record<string, string> {
  return Object.fromEntries(
    body.flatMap((each): [string, string][] =>
      each.kind === "assign" ? [[each.name, textOf(each.value, names)]] : [],
    ),
  );
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

function agentOf({ body, around }: Leaf, top: readonly Stmt[]): readonly Stmt[] {
  return (
    [body, ...[...around].reverse(), top]
      .map((each) => section(each, "agent"))
      .find((each) => each !== undefined) ?? []
  );
}

function machineOf(
  leaf: Leaf,
  top: readonly Stmt[],
  ownLabel: string | undefined,
): { os: string; arch: string; machine?: string } {
  const agent = agentOf(leaf, top);
  const docker = section(agent, "docker");
  const label = ownLabel ?? plainText(lineOf(docker ?? agent, "label")) ?? "";
  const told = remark(leaf.body, "Machine")?.split(", ");
  const words: readonly string[] = label.toLowerCase().match(/[\w.-]+/g) ?? [];
  const has = (...some: readonly string[]) => some.some((each) => words.includes(each));
  const os =
    told?.[0] ??
    (has("macos", "mac", "osx", "darwin") ? "macos" : has("windows", "win") ? "windows" : "linux");
  const arch = told?.[1] ?? (has("arm64", "aarch64", "arm") ? "arm64" : "amd64");
  const isUsual = label === "" || label === `${os} && ${arch}`;
  return { os, arch, ...(!isUsual && { machine: label }) };
}

function imageOf(leaf: Leaf, top: readonly Stmt[], secrets: Set<string>): string | undefined {
  const agent = agentOf(leaf, top);
  const docker = section(agent, "docker");
  const credentials = plainText(lineOf(docker, "registryCredentialsId"));
  if (credentials) secrets.add(credentials);
  const line = lineOf(docker, "image") ?? callsIn(agent).find(({ name }) => name === "docker")?.args[0];
  return line && textOf(line, { jobs: new Set(), env: leaf.cell });
}
