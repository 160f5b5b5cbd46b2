import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { run } from "../shell.ts";
import { idOf } from "../variants.ts";
import { checkOut, openMachine, type Ran, type Status, traceOf, type World, write } from "../world.ts";
import { decide } from "./conditional.ts";
import { interpolateAll } from "./interpolate.ts";

type Node = Readonly<Record<string, unknown>>;

/** A job that the pipeline makes: one cell of a matrix, one copy of parallel ones. */
interface Made {
  readonly id: string;
  readonly key: string;
  readonly step: Node;
  readonly index: number;
  readonly copies: number;
}

type Outcome = "passed" | "soft_failed" | "hard_failed" | "not run";

const events: Readonly<Record<string, string>> = { schedule: "schedule", manual: "ui" };

/** Runs `.buildkite/pipeline.yml` as Buildkite would, one job after the other. */
export function executeBuildkite(world: World): Ran {
  const env = buildEnv(world);
  const source = parse(readFileSync(join(world.origin, ".buildkite/pipeline.yml"), "utf8")) as Node;
  const pipeline = interpolateAll(source, env) as Node;
  const agent = openAgent(world);
  const values = valuesOf(world, { ...env, ...(pipeline.env as Record<string, string>) });
  const statuses: Record<string, Status> = {};
  const said: Record<string, string> = {};
  const ended = new Map<string, Outcome>();
  const steps = flatten(pipeline.steps as unknown[]);
  const open = new Set(steps);
  while (open.size > 0) {
    const next = [...open].find((step) =>
      dependenciesOf(step).every(({ key }) => !steps.some((other) => other.key === key && open.has(other))),
    );
    if (!next) throw new Error("the steps of the pipeline wait for each other");
    open.delete(next);
    const key = String(next.key ?? "");
    const isAsked = next.if === undefined || decide(String(next.if), values);
    // A step that is not made holds nobody up.
    if (!isAsked || next.skip === true || typeof next.skip === "string") {
      for (const made of makeAll(next)) if (isCommand(next)) statuses[made.id] ??= "skipped";
      continue;
    }
    const isHeld = dependenciesOf(next).some(({ key: other, allowFailure }) => {
      const outcome = ended.get(other);
      return (outcome === "not run" || outcome === "hard_failed") && !allowFailure;
    });
    if (!isCommand(next)) {
      ended.set(key, isHeld ? "not run" : "passed");
      continue;
    }
    const outcomes = makeAll(next).map((made): Outcome => {
      if (isHeld) {
        statuses[made.id] = "skipped";
        return "not run";
      }
      const outcome = runJob(made, pipeline, env, world, agent, said, ended);
      statuses[made.id] = outcomeOf(made, agent, outcome);
      return outcome;
    });
    ended.set(key, worst(outcomes));
  }
  return { jobs: statuses, trace: traceOf(world), said };
}

/** A job that found out itself that it has nothing to do says so in the build's meta-data. */
function outcomeOf({ id }: Made, agent: Agent, outcome: Outcome): Status {
  if (existsSync(join(agent.store, "meta", encodeURIComponent(`cig:skipped:${id}`)))) return "skipped";
  return outcome === "passed" ? "success" : "failure";
}

function worst(outcomes: readonly Outcome[]): Outcome {
  const order: readonly Outcome[] = ["hard_failed", "not run", "soft_failed", "passed"];
  return order.find((outcome) => outcomes.includes(outcome)) ?? "passed";
}

/** Steps in a row; a `wait` makes what follows depend on all before it. */
function flatten(steps: readonly unknown[]): Node[] {
  const flat: Node[] = [];
  let before: Node[] = [];
  for (const [index, step] of steps.entries()) {
    if (step === "wait" || (typeof step === "object" && step !== null && "wait" in step)) {
      before = [...flat];
      continue;
    }
    const node = step as Node;
    if (node.group !== undefined)
      for (const inner of flatten(node.steps as unknown[]))
        flat.push({
          ...inner,
          depends_on: [...list(node.depends_on), ...list(inner.depends_on)],
          ...(node.if !== undefined && inner.if === undefined && { if: node.if }),
        });
    else {
      const key = node.key ?? `step-${index}`;
      const waits = node.depends_on === undefined ? before.map((each) => each.key) : node.depends_on;
      flat.push({ ...node, key, depends_on: waits });
    }
  }
  return flat;
}

function list(value: unknown): unknown[] {
  return value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
}

function dependenciesOf(step: Node): { key: string; allowFailure: boolean }[] {
  return list(step.depends_on).map((each) =>
    typeof each === "string"
      ? { key: each, allowFailure: false }
      : { key: String((each as Node).step), allowFailure: (each as Node).allow_failure === true },
  );
}

function isCommand(step: Node): boolean {
  return step.block === undefined && step.input === undefined && step.manual === undefined;
}

function makeAll(step: Node): Made[] {
  const key = String(step.key);
  const copies = Number(step.parallelism ?? 1);
  return cellsOf(step.matrix).flatMap((cell) => {
    const own = Object.keys(cell).length > 0 ? (fillMatrix(step, cell) as Node) : step;
    const id = idOf(key, cell);
    return Array.from({ length: copies }, (_, index) => ({
      key,
      id: copies > 1 ? `${id}#${index}` : id,
      step: own,
      index,
      copies,
    }));
  });
}

function cellsOf(matrix: unknown): Node[] {
  if (matrix === undefined) return [{}];
  if (Array.isArray(matrix)) return matrix.map((value) => ({ "": value }));
  const { setup, adjustments = [] } = matrix as { setup: unknown; adjustments?: Node[] };
  if (Array.isArray(setup)) return setup.map((value) => ({ "": value }));
  let cells: Node[] = [{}];
  for (const [axis, all] of Object.entries(setup as Record<string, unknown[]>))
    cells = cells.flatMap((cell) => all.map((value) => ({ ...cell, [axis]: value })));
  for (const { with: at, skip } of adjustments) {
    const isSame = (cell: Node) =>
      Object.entries(at as Node).every(([axis, value]) => String(cell[axis]) === String(value));
    if (skip !== undefined && skip !== false) cells = cells.filter((cell) => !isSame(cell));
    else if (!cells.some(isSame)) cells.push(at as Node);
  }
  return cells;
}

function fillMatrix(node: unknown, cell: Node): unknown {
  if (typeof node === "string")
    return node.replace(/\{\{\s*matrix(?:\.([\w-]+))?\s*\}\}/g, (_, axis = "") => String(cell[axis]));
  if (Array.isArray(node)) return node.map((item) => fillMatrix(item, cell));
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, fillMatrix(value, cell)]));
}

interface Agent {
  readonly bin: string;
  readonly store: string;
}

function openAgent(world: World): Agent {
  const bin = join(world.root, "bin");
  const store = join(world.store, "buildkite");
  mkdirSync(bin, { recursive: true });
  copyFileSync(fileURLToPath(new URL("./agent.mjs", import.meta.url)), join(bin, "agent.mjs"));
  write(
    join(bin, "buildkite-agent"),
    `#!/bin/sh\nexec "${process.execPath}" "${join(bin, "agent.mjs")}" "$@"\n`,
  );
  chmodSync(join(bin, "buildkite-agent"), 0o755);
  rmSync(store, { recursive: true, force: true });
  write(join(store, "secrets.json"), JSON.stringify(world.secrets));
  return { bin, store };
}

let jobs = 0;

function runJob(
  made: Made,
  pipeline: Node,
  build: Readonly<Record<string, string>>,
  world: World,
  agent: Agent,
  said: Record<string, string>,
  ended: ReadonlyMap<string, Outcome>,
): Outcome {
  const { step, key, id } = made;
  writeFileSync(join(agent.store, "outcomes.json"), JSON.stringify(Object.fromEntries(ended)));
  const commands = list(step.command ?? step.commands)
    .map(String)
    .join("\n");
  const secrets = secretsOf(step.secrets ?? pipeline.secrets, world);
  let code = 0;
  for (let tried = 0; ; tried++) {
    const job = `job-${jobs++}`;
    write(join(agent.store, "jobs", job), key);
    const machine = openMachine(world, agent.bin);
    const own = { ...(pipeline.env as Node | undefined), ...(step.env as Node | undefined) };
    const env: Record<string, string> = {
      ...machine.env,
      ...build,
      ...secrets,
      ...Object.fromEntries(Object.entries(own).map(([name, value]) => [name, String(value)])),
      AGENT_STORE: agent.store,
      BUILDKITE_JOB_ID: job,
      BUILDKITE_STEP_KEY: key,
      BUILDKITE_STEP_ID: key,
      BUILDKITE_RETRY_COUNT: String(tried),
      BUILDKITE_LABEL: String(step.label ?? ""),
      BUILDKITE_BUILD_CHECKOUT_PATH: machine.workspace,
      ...(made.copies > 1 && {
        BUILDKITE_PARALLEL_JOB: String(made.index),
        BUILDKITE_PARALLEL_JOB_COUNT: String(made.copies),
      }),
    };
    if (own.BUILDKITE_SKIP_CHECKOUT !== "true" && (step.checkout as Node | undefined)?.skip !== true)
      checkOut(world, machine.workspace);
    const done = run("/bin/bash", ["-e", "-c", commands], { cwd: machine.workspace, env });
    said[id] = (said[id] ?? "") + done.said;
    code = done.code;
    if (step.artifact_paths !== undefined)
      run(join(agent.bin, "buildkite-agent"), ["artifact", "upload", list(step.artifact_paths).join(";")], {
        cwd: machine.workspace,
        env,
      });
    if (code === 0 || !isRepeated(step, code, tried)) break;
  }
  if (code === 0) return "passed";
  return isSoft(step.soft_fail, code) ? "soft_failed" : "hard_failed";
}

/** `secrets: [NAME]` or `secrets: { VARIABLE: NAME }`. */
function secretsOf(secrets: unknown, world: World): Record<string, string> {
  const pairs = Array.isArray(secrets)
    ? secrets.map((name) => [name, name])
    : Object.entries((secrets ?? {}) as Node);
  return Object.fromEntries(
    pairs.map(([variable, name]) => [String(variable), world.secrets[String(name)] ?? ""]),
  );
}

function isRepeated(step: Node, code: number, tried: number): boolean {
  const automatic = (step.retry as Node | undefined)?.automatic;
  if (automatic === undefined || automatic === false) return false;
  if (automatic === true) return tried < 2;
  return list(automatic).some((rule) => {
    const { exit_status = "*", limit = 2 } = rule as Node;
    return tried < Number(limit) && (exit_status === "*" || list(exit_status).map(Number).includes(code));
  });
}

function isSoft(soft: unknown, code: number): boolean {
  if (soft === true) return true;
  return list(soft).some((rule) => {
    const { exit_status = "*" } = (typeof rule === "object" ? rule : {}) as Node;
    return typeof rule === "object" && (exit_status === "*" || Number(exit_status) === code);
  });
}

function buildEnv({ started }: World): Record<string, string> {
  const isPull = started.event === "pull_request";
  return {
    CI: "true",
    BUILDKITE: "true",
    BUILDKITE_BRANCH: started.branch || started.tag,
    BUILDKITE_TAG: started.tag,
    BUILDKITE_COMMIT: started.sha,
    BUILDKITE_BUILD_ID: "4735ba57-80d0-46e2-8fa0-b28223a86586",
    BUILDKITE_BUILD_NUMBER: "4",
    BUILDKITE_BUILD_URL: "https://buildkite.com/acme/app/builds/4",
    BUILDKITE_PULL_REQUEST: isPull ? "7" : "false",
    BUILDKITE_PULL_REQUEST_BASE_BRANCH: isPull ? "main" : "",
    BUILDKITE_PULL_REQUEST_REPO: isPull
      ? `https://example.org/${started.isFork ? "fork" : "acme"}/app.git`
      : "",
    BUILDKITE_REPO: "https://example.org/acme/app.git",
    BUILDKITE_PIPELINE_DEFAULT_BRANCH: "main",
    BUILDKITE_PIPELINE_SLUG: "app",
    BUILDKITE_ORGANIZATION_SLUG: "acme",
    BUILDKITE_SOURCE: events[started.event] ?? "webhook",
    BUILDKITE_BUILD_CREATOR: "octocat",
    BUILDKITE_MESSAGE: "A change",
  };
}

function valuesOf(
  { started }: World,
  env: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> {
  const isPull = started.event === "pull_request";
  return {
    env,
    "build.branch": started.branch || started.tag,
    "build.tag": started.tag === "" ? null : started.tag,
    "build.commit": started.sha,
    "build.number": 4,
    "build.message": "A change",
    "build.source": env.BUILDKITE_SOURCE,
    "build.state": "started",
    "build.pull_request.id": isPull ? "7" : null,
    "build.pull_request.draft": isPull ? false : null,
    "build.pull_request.base_branch": isPull ? "main" : null,
    "build.pull_request.repository": isPull ? env.BUILDKITE_PULL_REQUEST_REPO : null,
    "build.pull_request.repository.fork": isPull ? started.isFork : null,
    "build.pull_request.labels": isPull ? [] : null,
    "build.merge_queue.base_branch": started.event === "merge_queue" ? "main" : null,
    "build.merge_queue.base_commit": null,
    "build.creator.name": "octocat",
    "build.creator.email": "octocat@example.org",
    "pipeline.default_branch": "main",
    "pipeline.slug": "app",
    "pipeline.repository": env.BUILDKITE_REPO,
    "organization.slug": "acme",
  };
}
