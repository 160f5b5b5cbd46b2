import { randomUUID } from "node:crypto";
import { chmodSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { idOf } from "../variants.ts";
import { openMachine, type Ran, type Status, traceOf, type World, whatIsCancelled, write } from "../world.ts";
import { decide, decideText } from "./logic.ts";
import { type JobState, runSteps } from "./steps.ts";
import { pipelineValues, substitute, type Values } from "./values.ts";

type Node = Readonly<Record<string, unknown>>;

/** A job in a workflow: one cell of its matrix. */
interface Placed {
  readonly name: string;
  readonly id: string;
  readonly key: string;
  readonly settings: Node;
  readonly parameters: Values;
  /** The name that others require: the job's own where it has a matrix. */
  readonly groups: readonly string[];
}

/**
 * Runs the workflows of `.circleci/config.yml` as CircleCI would, one job after the other; where that is a setup, those
 * of the configuration that it continues with, too.
 */
export function executeCircleci(world: World): Ran {
  const text = readFileSync(join(world.origin, ".circleci/config.yml"), "utf8");
  const ran: Mutable = { jobs: {}, said: {} };
  const config = parse(text) as Node;
  const given = world.started.inputs;
  rmSync(continuationOf(world), { force: true });
  runConfig(config, given, world, ran);
  if (config.setup === true) {
    const { configuration, parameters } = JSON.parse(readFileSync(continuationOf(world), "utf8")) as Node;
    runConfig(parse(String(configuration)) as Node, { ...given, ...(parameters as Node) }, world, ran);
  }
  return { ...ran, trace: traceOf(world) };
}

interface Mutable {
  readonly jobs: Record<string, Status>;
  readonly said: Record<string, string>;
}

/** What a setup has sent to CircleCI, to continue with. */
function continuationOf(world: World): string {
  return join(world.store, "continuation.json");
}

function runConfig(config: Node, given: Node, world: World, { jobs, said }: Mutable): void {
  const inputs = Object.fromEntries(
    Object.entries((config.parameters ?? {}) as Record<string, Node>).map(([name, parameter]) => [
      name,
      given[name] ?? parameter.default,
    ]),
  );
  const values = pipelineValues(world, inputs);
  const all = Object.entries(config.workflows as Record<string, Node>).filter(([name]) => name !== "version");
  const hasSchedule = all.some(([, { triggers }]) => triggers !== undefined);
  for (const [, workflow] of all) {
    rmSync(join(world.store, "workspace"), { recursive: true, force: true });
    // A workflow with a schedule of its own runs then, and only then; without one, the project's settings have it.
    if (hasSchedule && (workflow.triggers !== undefined) !== (world.started.event === "schedule")) continue;
    if (decide(substitute(workflow.when, values), values))
      runWorkflow(config, workflow, { ...values, "workflow.id": randomUUID() }, world, jobs, said);
  }
}

function runWorkflow(
  config: Node,
  workflow: Node,
  values: Values,
  world: World,
  statuses: Record<string, Status>,
  said: Record<string, string>,
): void {
  const all = (workflow.jobs as unknown[]).flatMap(place);
  const placed = withoutFiltered(all, values, world);
  for (const { id } of all) if (!placed.some((each) => each.id === id)) statuses[id] ??= "skipped";
  const ended = new Map<string, Status>();
  const open = new Set(placed);
  while (open.size > 0) {
    const next = [...open].find((job) =>
      requiresOf(job).every(({ name }) =>
        placed.filter((other) => isCalled(other, name)).every((other) => !open.has(other)),
      ),
    );
    if (!next) throw new Error("the jobs of the workflow wait for each other");
    open.delete(next);
    const isRun = requiresOf(next).every(({ name, statuses: wanted }) => {
      if (!all.some((other) => isCalled(other, name)))
        throw new Error(`"${next.name}" requires "${name}", which is not there`);
      const others = placed.filter((other) => isCalled(other, name));
      return others.every((other) => wanted.includes(wordOf(ended.get(other.name)!)));
    });
    // Whoever cancels a workflow cancels all of its jobs.
    const copies: readonly Status[] =
      whatIsCancelled(world) === "run"
        ? ["cancelled"]
        : isRun
          ? runJob(config, next, values, world, said)
          : ["skipped"];
    ended.set(next.name, worst(copies));
    if (isMark(config, next)) continue;
    for (const [index, status] of copies.entries()) {
      const id = copies.length > 1 ? `${next.id}#${index}` : next.id;
      if (statuses[id] === undefined || status !== "skipped") statuses[id] = status;
    }
  }
}

/**
 * CircleCI forgets about jobs that are filtered out: nobody waits for them. A job that would wait for no others than
 * such is forgotten, too.
 */
function withoutFiltered(all: readonly Placed[], values: Values, world: World): readonly Placed[] {
  let left = all.filter((job) => isWanted(job, values, world));
  for (;;) {
    const next = left.filter((job) => {
      const requires = requiresOf(job);
      return (
        requires.length === 0 || requires.some(({ name }) => left.some((other) => isCalled(other, name)))
      );
    });
    if (next.length === left.length) return left;
    left = next;
  }
}

/** A person's answer, or a job that does nothing: others wait for it, and nobody did it. */
function isMark(config: Node, { settings, key }: Placed): boolean {
  return settings.type === "approval" || (config.jobs as Record<string, Node>)[key]?.type === "no-op";
}

function place(entry: unknown): Placed[] {
  const [key, settings] =
    typeof entry === "string" ? [entry, {}] : (Object.entries(entry as Node)[0] as [string, Node]);
  const { requires: _, filters: __, matrix, name, context: ___, type: ____, ...parameters } = settings;
  const table = matrix as
    | { parameters: Record<string, unknown[]>; exclude?: Node[]; alias?: string }
    | undefined;
  if (!table)
    return [{ key, name: String(name ?? key), id: String(name ?? key), settings, parameters, groups: [] }];
  let cells: Node[] = [{}];
  for (const [axis, all] of Object.entries(table.parameters))
    cells = cells.flatMap((cell) => all.map((value) => ({ ...cell, [axis]: value })));
  const left = cells.filter(
    (cell) =>
      !table.exclude?.some((part) => Object.entries(part).every(([axis, value]) => cell[axis] === value)),
  );
  return left.map((cell) => {
    const values = Object.fromEntries(Object.entries(cell).map(([axis, value]) => [`matrix.${axis}`, value]));
    const own =
      name === undefined ? `${key}-${Object.values(cell).join("-")}` : String(substitute(name, values));
    return {
      key,
      name: own,
      id: name === undefined ? idOf(key, cell) : own,
      settings: substitute(settings, values) as Node,
      parameters: { ...(substitute(parameters, values) as Node), ...cell },
      groups: [table.alias ?? key],
    };
  });
}

function isCalled(job: Placed, name: string): boolean {
  return job.name === name || job.groups.includes(name);
}

function requiresOf({ settings }: Placed): { name: string; statuses: string[] }[] {
  return ((settings.requires ?? []) as unknown[]).map((each) => {
    if (typeof each === "string") return { name: each, statuses: ["success"] };
    const [name, statuses] = Object.entries(each as Node)[0]!;
    const list = Array.isArray(statuses) ? (statuses as string[]) : [String(statuses)];
    return {
      name,
      statuses: list.includes("terminal")
        ? ["success", "failed", "not_run", "canceled", "unauthorized"]
        : list,
    };
  });
}

function worst(statuses: readonly Status[]): Status {
  return statuses.find((each) => each === "failure" || each === "cancelled") ?? statuses[0]!;
}

function wordOf(status: Status): string {
  return { success: "success", failure: "failed", cancelled: "canceled", skipped: "not_run" }[status];
}

function isWanted({ settings }: Placed, values: Values, { started }: World): boolean {
  const { filters } = settings;
  if (typeof filters === "string") return decideText(filters, values);
  const { branches, tags } = (filters ?? {}) as Record<string, Node | undefined>;
  if (started.tag !== "") return tags !== undefined && passes(tags, started.tag);
  return branches === undefined || passes(branches, started.branch);
}

function passes({ only, ignore }: Node, name: string): boolean {
  const fits = (patterns: unknown) =>
    [patterns].flat().some((pattern) => {
      const text = String(pattern);
      return text.startsWith("/") ? new RegExp(`^(?:${text.slice(1, -1)})$`).test(name) : text === name;
    });
  return (only === undefined || fits(only)) && (ignore === undefined || !fits(ignore));
}

function runJob(
  config: Node,
  placed: Placed,
  values: Values,
  world: World,
  said: Record<string, string>,
): Status[] {
  if (isMark(config, placed)) return ["success"];
  const definition = (config.jobs as Record<string, Node>)[placed.key]!;
  const parameters = Object.entries((definition.parameters ?? {}) as Record<string, Node>).map(
    ([name, parameter]) => [`parameters.${name}`, placed.parameters[name] ?? parameter.default],
  );
  const all = { ...values, ...Object.fromEntries(parameters) };
  const job = substitute(definition, all) as Node;
  const copies = Number(job.parallelism ?? 1);
  return Array.from({ length: copies }, (_, index): Status => {
    const state = openJob(config, job, all, world, index, copies);
    runSteps([...((placed.settings["pre-steps"] ?? []) as unknown[]), ...(job.steps as unknown[])], state);
    said[`${placed.id}${copies > 1 ? `#${index}` : ""}`] = state.said;
    const cancelled = whatIsCancelled(world);
    if (cancelled === "job") rmSync(join(world.store, "cancelled"));
    if (cancelled !== "nothing") return "cancelled";
    return state.failed ? "failure" : "success";
  });
}

function openJob(
  config: Node,
  job: Node,
  values: Values,
  world: World,
  index: number,
  copies: number,
): JobState {
  const bin = join(world.root, "bin");
  const machine = openMachine(world, bin);
  for (const [name, script] of Object.entries({ circleci: agent, "circleci-agent": agent, curl })) {
    write(join(bin, name), script);
    chmodSync(join(bin, name), 0o755);
  }
  const { started } = world;
  const bashEnv = join(machine.temp, ".bash_env");
  write(bashEnv, "");
  const own = Object.entries((job.environment ?? {}) as Node).map(([key, value]) => [
    key,
    String(value).replaceAll("\\<<", "<<").replaceAll("/tmp", machine.temp),
  ]);
  const env = {
    CI: "true",
    CIRCLECI: "true",
    ...(started.branch && { CIRCLE_BRANCH: started.branch }),
    ...(started.tag && { CIRCLE_TAG: started.tag }),
    CIRCLE_SHA1: started.sha,
    CIRCLE_WORKING_DIRECTORY: machine.workspace,
    CIRCLE_NODE_INDEX: String(index),
    CIRCLE_NODE_TOTAL: String(copies),
    CIRCLE_JOB: String(values.name ?? "job"),
    CIRCLE_PROJECT_REPONAME: "app",
    CIRCLE_WORKFLOW_ID: String(values["workflow.id"]),
    ...(config.setup === true && { CIRCLE_CONTINUATION_KEY: "key" }),
    ...(started.event === "pull_request" && {
      CIRCLE_PULL_REQUEST: "https://github.com/acme/app/pull/7",
    }),
    BASH_ENV: bashEnv,
    AGENT_STATE: machine.temp,
    ...world.secrets,
    ...world.variables,
    ...Object.fromEntries(own),
  };
  return { world, machine, config, values, env, job, failed: false, halted: false, said: "" };
}

/** What jobs ask of CircleCI's agent: to halt, and to share out tests. */
const agent = `#!/bin/bash
set -eu
case "$1 \${2:-}" in
  "step halt") touch "$AGENT_STATE/halted" ;;
  "tests split")
    index=0
    sort | while IFS= read -r line; do
      if [ $((index % CIRCLE_NODE_TOTAL)) = "$CIRCLE_NODE_INDEX" ]; then printf '%s\\n' "$line"; fi
      index=$((index + 1))
    done ;;
  "run oidc") echo token ;;
  *) echo "nobody here knows $*" >&2; exit 2 ;;
esac
`;

/** What a setup asks of CircleCI: to continue. Refused is what some test says is to be. A test's own server is asked. */
const curl = `#!/bin/bash
set -eu
case "$*" in *http://127.0.0.1:*) PATH=\${PATH#*:} exec curl "$@" ;; esac
for word; do
  case $word in
    @*) body=\${word#@} ;;
    https://circleci.com/api/v2/pipeline/continue) url=$word ;;
  esac
done
[ -n "\${url:-}" ] || { echo "nobody here knows $*" >&2; exit 6; }
[ "$(jq -r '.["continuation-key"]' "$body")" = key ] || exit 22
if [ -e "$STORE/refuses" ] && jq -r .configuration "$body" | grep -q "$(cat "$STORE/refuses")"; then
  echo "The requested URL returned error: 400" >&2
  exit 22
fi
cp "$body" "$STORE/continuation.json"
`;
