import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { runScript } from "../shell.ts";
import { isCancelled, type Machine, readOutputs, type World } from "../world.ts";
import { runAction } from "./actions.ts";
import { type Contexts, fill, holds, plainValue } from "./expressions.ts";

type Node = Readonly<Record<string, unknown>>;

/** Everything that the steps of one job share and change. */
export interface JobState {
  readonly world: World;
  readonly machine: Machine;
  /** github, matrix, needs, inputs, secrets, runner, strategy. */
  readonly contexts: Contexts;
  readonly defaults: Node;
  env: Record<string, string>;
  path: string[];
  steps: Record<string, { outputs: Record<string, string>; outcome: string; conclusion: string }>;
  failed: boolean;
  /** What starts after a run was cancelled, because it always does, works as ever. */
  readonly startedLate: boolean;
  said: string;
}

let files = 0;

/** Runs steps in order, those of a composite action among them; conditions decide, failures are remembered. */
export function runSteps(steps: readonly Node[], state: JobState, inputs?: Node): void {
  for (const step of steps) {
    const env = { ...state.env };
    const contexts = contextsOf(state, env, inputs);
    const before = beforeStep(state);
    if (!holds(step.if, contexts, before)) {
      remember(step, state, "skipped", {}, true);
      continue;
    }
    for (const [name, value] of Object.entries((step.env ?? {}) as Node))
      env[name] = fill(value, contexts, before);
    const own = contextsOf(state, env, inputs);
    const output = join(state.machine.temp, `output-${files++}`);
    const summary = `${output}-summary`;
    for (const file of [output, summary, `${output}-env`, `${output}-path`]) writeFileSync(file, "");
    const isWell =
      typeof step.uses === "string"
        ? useAction(step, state, own, env)
        : runLines(step, state, own, env, output);
    state.env = { ...state.env, ...readOutputs(`${output}-env`) };
    state.path.unshift(...linesOf(`${output}-path`));
    state.said += readFileSync(summary, "utf8");
    const mayFail = plainValue(step["continue-on-error"], own, before) === true;
    remember(step, state, isWell ? "success" : "failure", readOutputs(output), mayFail);
  }
}

function beforeStep({ failed, startedLate, world }: JobState) {
  const cancelled = !startedLate && isCancelled(world);
  return { succeeded: !failed && !cancelled, failed: failed && !cancelled, cancelled };
}

function runLines(
  step: Node,
  state: JobState,
  contexts: Contexts,
  env: Readonly<Record<string, string>>,
  output: string,
): boolean {
  const before = beforeStep(state);
  const shell = String(step.shell ?? state.defaults.shell ?? "");
  const cwd = join(
    state.machine.workspace,
    fill(step["working-directory"] ?? state.defaults["working-directory"] ?? ".", contexts, before),
  );
  const ended = runScript(fill(step.run, contexts, before), commandOf(shell), {
    cwd,
    temp: state.machine.temp,
    seconds: Number(step["timeout-minutes"] ?? 5) * 60,
    env: {
      ...state.machine.env,
      ...runnerEnv(state, output),
      ...env,
      PATH: [...state.path, state.machine.env.PATH].join(":"),
    },
  });
  state.said += `--- ${step.name ?? step.run}\n${ended.said}`;
  return ended.code === 0;
}

function runnerEnv(state: JobState, output: string): Record<string, string> {
  const github = state.contexts.github as Record<string, string>;
  return {
    CI: "true",
    GITHUB_ACTIONS: "true",
    GITHUB_OUTPUT: output,
    GITHUB_ENV: `${output}-env`,
    GITHUB_PATH: `${output}-path`,
    GITHUB_STEP_SUMMARY: `${output}-summary`,
    GITHUB_WORKSPACE: state.machine.workspace,
    GITHUB_SHA: github.sha!,
    GITHUB_REF: github.ref!,
    GITHUB_EVENT_NAME: github.event_name!,
    GITHUB_REPOSITORY: github.repository!,
    GITHUB_RUN_ID: github.run_id!,
    GITHUB_RUN_ATTEMPT: github.run_attempt!,
    GITHUB_SERVER_URL: github.server_url!,
    GITHUB_API_URL: `${github.server_url}/api/v3`,
    RUNNER_TEMP: state.machine.temp,
    RUNNER_OS: "Linux",
  };
}

function useAction(step: Node, state: JobState, contexts: Contexts, env: Record<string, string>): boolean {
  const before = beforeStep(state);
  const given = Object.fromEntries(
    Object.entries((step.with ?? {}) as Node).map(([name, value]) => [name, fill(value, contexts, before)]),
  );
  const uses = String(step.uses);
  if (!uses.startsWith("./")) {
    try {
      runAction(uses.replace(/@.*$/, ""), given, state.world, state.machine);
      return true;
    } catch (error) {
      state.said += `--- ${uses}\n${error}\n`;
      return false;
    }
  }
  const action = parse(readFileSync(join(state.machine.workspace, uses, "action.yml"), "utf8")) as Node;
  const defaults = Object.entries((action.inputs ?? {}) as Record<string, Node>).map(([name, input]) => [
    name,
    String(input.default ?? ""),
  ]);
  const inner: JobState = { ...state, steps: {}, failed: false, env };
  runSteps(((action.runs as Node).steps ?? []) as Node[], inner, {
    ...Object.fromEntries(defaults),
    ...given,
  });
  state.said += inner.said.slice(state.said.length);
  return !inner.failed;
}

function contextsOf(
  state: JobState,
  env: Readonly<Record<string, string>>,
  inputs: Node | undefined,
): Contexts {
  return { ...state.contexts, env, steps: state.steps, ...(inputs && { inputs }) };
}

function remember(
  step: Node,
  state: JobState,
  outcome: string,
  outputs: Record<string, string>,
  mayFail: boolean,
): void {
  if (typeof step.id === "string")
    state.steps[step.id] = {
      outputs,
      outcome,
      conclusion: mayFail && outcome === "failure" ? "success" : outcome,
    };
  if (outcome === "failure" && !mayFail) state.failed = true;
}

function linesOf(file: string): string[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "");
}

function commandOf(shell: string): string[] {
  switch (shell) {
    case "":
      return ["bash", "-e", "{0}"];
    case "bash":
      return ["bash", "--noprofile", "--norc", "-eo", "pipefail", "{0}"];
    case "sh":
      return ["sh", "-e", "{0}"];
    case "python":
      return ["python3", "{0}"];
    default:
      return wordsOf(shell);
  }
}

/** The runner hands the words to the system, which joins what stands in double quotes. */
function wordsOf(command: string): string[] {
  const words = command.match(/(?:"(?:\\.|[^"\\])*"|[^\s"])+/g) ?? [];
  return words.map((word) =>
    word.replace(/"((?:\\.|[^"\\])*)"/g, (_, inner: string) => inner.replace(/\\(["\\])/g, "$1")),
  );
}
