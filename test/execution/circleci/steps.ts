import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { find } from "../files.ts";
import { runScript } from "../shell.ts";
import { checkOut, type Machine, type World } from "../world.ts";
import { restoreCache, saveCache } from "./caches.ts";
import { decide } from "./logic.ts";
import { substitute, type Values, withoutEscapes } from "./values.ts";

type Node = Readonly<Record<string, unknown>>;

export interface JobState {
  readonly world: World;
  readonly machine: Machine;
  readonly config: Node;
  readonly values: Values;
  readonly env: Readonly<Record<string, string>>;
  /** What the job's `shell` and `working_directory` say. */
  readonly job: Node;
  failed: boolean;
  /** True after `circleci-agent step halt`. */
  halted: boolean;
  said: string;
}

/** Steps after substitution of the job's parameters, in order. */
export function runSteps(steps: readonly unknown[], state: JobState): void {
  for (const step of steps) {
    if (state.halted) return;
    const [name, settings] =
      typeof step === "string" ? [step, {}] : (Object.entries(step as Node)[0] as [string, Node]);
    runStep(name, settings, state);
  }
}

function runStep(name: string, settings: unknown, state: JobState): void {
  const table = (typeof settings === "object" && settings !== null ? settings : {}) as Node;
  const isSkipped = state.failed && name !== "run" && name !== "when" && name !== "unless";
  const { world } = state;
  switch (name) {
    case "checkout":
      if (!isSkipped) checkOut(world, place(table.path ?? ".", state));
      return;
    case "run":
      runCommand(typeof settings === "string" ? { command: settings } : table, state);
      return;
    case "when":
    case "unless":
      if (decide(table.condition, state.values) === (name === "when"))
        runSteps(table.steps as unknown[], state);
      return;
    case "persist_to_workspace": {
      if (isSkipped) return;
      const root = place(table.root, state);
      for (const file of find(root, (table.paths as string[]).map(String))) {
        const target = join(world.store, "workspace", file.slice(root.length));
        mkdirSync(dirname(target), { recursive: true });
        cpSync(file, target, { verbatimSymlinks: true });
      }
      return;
    }
    case "attach_workspace":
      if (isSkipped) return;
      mkdirSync(place(table.at, state), { recursive: true });
      if (existsSync(join(world.store, "workspace")))
        cpSync(join(world.store, "workspace"), place(table.at, state), {
          recursive: true,
          verbatimSymlinks: true,
        });
      return;
    case "save_cache":
    case "restore_cache":
      if (!isSkipped) useCache(name, table, state);
      return;
    case "store_artifacts":
    case "store_test_results":
    case "setup_remote_docker":
    case "add_ssh_keys":
      return;
    default:
      runCall(name, table, state);
      return;
  }
}

function useCache(name: "save_cache" | "restore_cache", settings: Node, state: JobState): void {
  const around = { world: state.world, env: state.env, place: (path: unknown) => place(path, state) };
  try {
    (name === "save_cache" ? saveCache : restoreCache)(withoutEscapes(settings) as Node, around);
  } catch (error) {
    state.said += `--- ${name}\n${error}\n`;
    state.failed = true;
  }
}

/** A command of the configuration. Orbs are not here. */
function runCall(name: string, given: Node, state: JobState): void {
  const command = (state.config.commands as Record<string, Node> | undefined)?.[name];
  if (!command) throw new Error(`CircleCI knows no step "${name}"`);
  const values: Record<string, unknown> = {};
  for (const [key, parameter] of Object.entries((command.parameters ?? {}) as Record<string, Node>))
    values[`parameters.${key}`] = given[key] ?? parameter.default;
  // The job's own parameters are not seen inside a command.
  const outside = Object.fromEntries(
    Object.entries(state.values).filter(([key]) => key.startsWith("pipeline.")),
  );
  runSteps(substitute(command.steps, { ...outside, ...values }) as unknown[], state);
}

function runCommand(settings: Node, state: JobState): void {
  const when = String(settings.when ?? "on_success");
  if (when === "on_success" ? state.failed : when === "on_fail" && !state.failed) return;
  const { machine } = state;
  const own = withoutEscapes(settings.environment ?? {}) as Record<string, unknown>;
  const env = {
    ...machine.env,
    ...state.env,
    ...Object.fromEntries(Object.entries(own).map(([key, value]) => [key, local(String(value), machine)])),
  };
  const script = local(String(withoutEscapes(settings.command)), machine);
  const shell = local(String(settings.shell ?? state.job.shell ?? "/bin/bash -eo pipefail"), machine).split(
    " ",
  );
  const cwd = place(settings.working_directory ?? ".", state);
  if (settings.background === true) {
    const file = join(machine.temp, "background");
    writeFileSync(file, script);
    spawn(shell[0]!, [...shell.slice(1), file], { cwd, env, stdio: "ignore", detached: true }).unref();
    return;
  }
  const tries = 1 + Number(settings.max_auto_reruns ?? 0);
  for (let count = 0; count < tries; count++) {
    const ended = runScript(script, [...shell, "{0}"], { cwd, env, temp: machine.temp, seconds: 300 });
    state.said += `--- ${settings.name ?? script}\n${ended.said}`;
    if (existsSync(join(machine.temp, "halted"))) state.halted = true;
    if (ended.code === 0) return;
  }
  state.failed = true;
}

function place(path: unknown, { machine }: JobState): string {
  return resolve(machine.workspace, local(String(path), machine).replace(/^~/, machine.env.HOME!));
}

/** Machines have a /tmp of their own. */
function local(text: string, { temp }: Machine): string {
  return text.replace(/(^|[^\w/])\/tmp(?=\/|$|[^\w])/g, (_, before: string) => before + temp);
}

export function linesOf(file: string): string[] {
  return existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
}
