import type { Job, Step } from "cig/sdk";
import type { Scope } from "../scope.ts";
import { downloadCommand, uploadCommand } from "./artifact.ts";
import { compileCache } from "./cache.ts";
import { checkoutLines, firstCheckout } from "./checkout.ts";
import { compileContainers, passLines } from "./container.ts";
import { exportLines, type Variable } from "./environment.ts";
import { needsBegin, statusLine } from "./functions/functions.ts";
import { evalLine } from "./functions/shared.ts";
import { cacheLines, called, guarded, stepScope, wrapped } from "./lines.ts";
import { outputLines } from "./outputs.ts";
import { type Around, firstLine, runLines } from "./run.ts";
import { nativeOf, reportCommand, shardCommand, toolchainScript } from "./special.ts";

/** What a script is made of, but for its steps. */
export interface Work {
  readonly job: Job;
  readonly variables: readonly Variable[];
  /** Lines that end the job where it has nothing to do. */
  readonly asked: readonly string[];
  /** The line that asks for an identity token. */
  readonly token: string | undefined;
  /** The last lines of all, where the job went well. */
  readonly record: readonly string[];
  readonly around: Around;
}

/** The script of a job that is more than one plain script. */
export function fullLines(work: Work, top: Scope): string[] {
  const { job, around } = work;
  const ids = new Set<string>();
  const scope: Scope = { ...top, steps: ids };
  const containers = compileContainers(job.services, job.image, scope);
  if (around.hasTools) top.parts!.use("open_tools");
  const body: string[] = [];
  const saves: string[] = [];
  for (const [index, step] of job.steps.entries()) {
    body.push(...stepLines(step, index, saves, around, stepScope(step, index, scope)));
    if (step.id) ids.add(step.id);
  }
  const tail = [...saves, ...wrapped(outputLines(job, scope), around)];
  return joinedLines(work, containers, [...body, ...tail], scope);
}

function stepLines(step: Step, index: number, saves: string[], around: Around, scope: Scope): string[] {
  const { job } = around;
  const { kind } = step;
  const call = (command: string) => called(step, command, around, scope);
  switch (kind.case) {
    case "run": {
      const { script: source } = kind.value;
      const script = { source, name: firstLine(source), env: step.env, shell: step.shell || job.shell };
      return runLines(script, step, index, around, scope);
    }
    case "toolchain":
      return nativeOf(kind.value)
        ? []
        : runLines(toolchainScript(kind.value, step, scope), step, index, around, scope);
    case "checkout": {
      const isAgents = firstCheckout(job.steps) === kind.value;
      return guarded(step, checkoutLines(kind.value, isAgents, scope), around, scope);
    }
    case "upload":
      return call(uploadCommand(kind.value, step, job, scope));
    case "download":
      return call(downloadCommand(kind.value, step, job, scope));
    case "report":
      return call(reportCommand(kind.value, step, job, scope));
    case "shard":
      return call(shardCommand(kind.value, scope));
    case "cache": {
      const cache = compileCache(kind.value, index, job, scope);
      return cache ? cacheLines(cache, step, saves, around, scope) : [];
    }
    default:
      return [];
  }
}

/** The whole script: what it needs first, what the author asked for, its end. */
function joinedLines(
  { job, variables, asked, token, record, around }: Work,
  containers: readonly string[],
  body: readonly string[],
  { parts, shared }: Scope,
): string[] {
  const { functions, exported, secrets } = parts!;
  for (const name of functions) shared.names.add(name);
  return [
    // The agent's own shell stops at errors, unless somebody has told it otherwise.
    ...(record.length > 0 ? ["set -e"] : []),
    ...(functions.size > 0 ? [evalLine] : []),
    ...asked,
    ...(needsBegin(functions) ? ["begin"] : []),
    ...(around.hasTools ? ["open_tools"] : []),
    ...(around.isTracked ? [statusLine] : []),
    ...exportLines(variables),
    ...(token === undefined ? [] : [token]),
    ...(job.image ? passLines([...new Set([...exported, ...secrets])]) : []),
    ...containers,
    ...body,
    ...wrapped(record, around),
    ...(around.isTracked ? ['exit "$status"'] : []),
  ];
}
