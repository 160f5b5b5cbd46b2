import { join } from "node:path";
import { run } from "../shell.ts";
import { checkOut, isCancelled, openMachine, type World, write } from "../world.ts";
import type { Agent } from "./agent.ts";
import type { Env } from "./interpolate.ts";
import { list, type Made } from "./steps.ts";

type Node = Readonly<Record<string, unknown>>;

export type Outcome = "passed" | "soft_failed" | "hard_failed" | "cancelled" | "not run";

let jobs = 0;

/** Runs a job, again where its step says so. */
export function runJob(
  made: Made,
  build: Env,
  world: World,
  agent: Agent,
  said: Record<string, string>,
  ended: ReadonlyMap<string, Outcome>,
): Outcome {
  const { step, key, id } = made;
  for (const [step, outcome] of ended) write(join(agent.store, "outcomes", step), outcome);
  const commands = list(step.command ?? step.commands)
    .map(String)
    .join("\n");
  const secrets = secretsOf(step.secrets, world);
  let code = 0;
  for (let tried = 0; ; tried++) {
    const job = `job-${jobs++}`;
    write(join(agent.store, "jobs", job), key);
    const machine = openMachine(world, agent.bin);
    const own = (step.env ?? {}) as Node;
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
    if (code === 0 || isCancelled(world) || !isRepeated(step, code, tried)) break;
  }
  if (isCancelled(world)) return "cancelled";
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
