import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type Cell, expand, idOf } from "../variants.ts";
import { isCancelled, openMachine, type Ran, type Status, traceOf, type World } from "../world.ts";
import { forget } from "./actions.ts";
import { githubContext } from "./contexts.ts";
import { fill, holds, plainValue } from "./expressions.ts";
import { type JobState, runSteps } from "./steps.ts";

type Node = Readonly<Record<string, unknown>>;

interface Ended {
  readonly result: Status;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Runs the workflows of the repository as GitHub would, one job after the other. */
export function executeGithub(world: World): Ran {
  const folder = join(world.origin, ".github/workflows");
  const jobs: Record<string, Status> = {};
  const said: Record<string, string> = {};
  for (const file of readdirSync(folder).sort()) {
    forget(world);
    const workflow = parse(readFileSync(join(folder, file), "utf8")) as Node;
    runWorkflow(workflow, world, jobs, said);
  }
  return { jobs, trace: traceOf(world), said };
}

function runWorkflow(
  workflow: Node,
  world: World,
  statuses: Record<string, Status>,
  said: Record<string, string>,
): void {
  const jobs = workflow.jobs as Record<string, Node>;
  const ended = new Map<string, Ended>();
  for (const name of orderOf(jobs)) {
    const job = jobs[name]!;
    const needs = list(job.needs);
    const before = { ...beforeOf(needs, jobs, ended), cancelled: isCancelled(world) };
    if (before.cancelled) before.succeeded = false;
    const contexts = {
      github: githubContext(world, "/workspace", "/temp"),
      needs: Object.fromEntries(needs.map((need) => [need, ended.get(need)!])),
      vars: world.variables ?? {},
      inputs: world.started.inputs,
    };
    const isWanted = holds(job.if, contexts, before);
    const strategy = (plainValue(job.strategy, contexts, before) ?? {}) as Node;
    const matrix = plainValue(strategy.matrix, contexts, before) as Node | undefined;
    const axes = Object.entries(matrix ?? {}).map(([axis, value]) => [
      axis,
      plainValue(value, contexts, before),
    ]);
    const cells = expand(matrix && Object.fromEntries(axes));
    const results = cells.map((cell) => {
      const id = nameOf(name, cell);
      const run = isWanted ? runJob(workflow, job, cell, contexts, world) : undefined;
      statuses[id] = run?.result ?? "skipped";
      said[id] = run?.said ?? "";
      return run;
    });
    const has = (result: Status) => results.some((run) => run?.result === result && !run.mayFail);
    const worked = has("failure") ? "failure" : has("cancelled") ? "cancelled" : "success";
    ended.set(name, {
      result: isWanted ? worked : "skipped",
      outputs: Object.assign({}, ...results.map((run) => run?.outputs ?? {})),
    });
  }
}

/** Copies of a job that share its work are told apart by their number. */
function nameOf(job: string, cell: Cell): string {
  const { shard, "cig-variant": variant, ...rest } = cell;
  return (
    (variant === undefined ? idOf(job, rest) : String(variant)) + (shard === undefined ? "" : `#${shard}`)
  );
}

function runJob(workflow: Node, job: Node, cell: Cell, around: Node, world: World) {
  const machine = openMachine(world);
  const contexts = {
    ...around,
    github: githubContext(world, machine.workspace, machine.temp),
    matrix: cell,
    strategy: {},
    secrets: { ...world.secrets, GITHUB_TOKEN: "token" },
    runner: { os: "Linux", arch: "X64", temp: machine.temp },
  };
  const well = { succeeded: true, failed: false };
  const env: Record<string, string> = {};
  for (const table of [workflow.env, job.env])
    for (const [key, value] of Object.entries((table ?? {}) as Node))
      env[key] = fill(value, { ...contexts, env }, well);
  const defaults = {
    ...((workflow.defaults as Node)?.run as Node),
    ...((job.defaults as Node)?.run as Node),
  };
  const state: JobState = {
    world,
    machine,
    contexts,
    defaults,
    env,
    path: [],
    steps: {},
    failed: false,
    startedLate: isCancelled(world),
    said: "",
  };
  runSteps((job.steps ?? []) as Node[], state);
  const outputs = Object.fromEntries(
    Object.entries((job.outputs ?? {}) as Node).map(([key, value]) => [
      key,
      fill(value, { ...contexts, env: state.env, steps: state.steps }, well),
    ]),
  );
  const mayFail = plainValue(job["continue-on-error"], contexts, well) === true;
  const ended: Status =
    isCancelled(world) && !state.startedLate ? "cancelled" : state.failed ? "failure" : "success";
  return { result: ended, mayFail, outputs, said: state.said };
}

/** success() asks all jobs before, not only those that are named. */
function beforeOf(
  needs: readonly string[],
  jobs: Readonly<Record<string, Node>>,
  ended: ReadonlyMap<string, Ended>,
) {
  const all = new Set<string>();
  const open = [...needs];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (all.has(name)) continue;
    all.add(name);
    open.push(...list(jobs[name]!.needs));
  }
  const results = [...all].map((name) => ended.get(name)!.result);
  return { succeeded: results.every((result) => result === "success"), failed: results.includes("failure") };
}

function orderOf(jobs: Readonly<Record<string, Node>>): string[] {
  const order: string[] = [];
  const visit = (name: string) => {
    if (order.includes(name)) return;
    for (const need of list(jobs[name]!.needs)) visit(need);
    order.push(name);
  };
  for (const name of Object.keys(jobs)) visit(name);
  return order;
}

function list(value: unknown): string[] {
  return value === undefined ? [] : Array.isArray(value) ? (value as string[]) : [String(value)];
}
