import { type Job, type Step, shellFunctions } from "cig/sdk";
import type { Scope } from "../scope.ts";
import { downloadCommand, uploadCommand } from "./artifact.ts";
import { compileCache } from "./cache.ts";
import { checkoutLines, firstCheckout } from "./checkout.ts";
import { type Containers, compileContainers, inContainerLines } from "./container.ts";
import { exportLines, type Variable } from "./environment.ts";
import { helperLines, needsShared, needsTemp, sharedVariable, tempLines } from "./helpers.ts";
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
  readonly around: Around;
}

/** The script of a job that is more than one plain script. */
export function fullLines(work: Work, top: Scope): string[] {
  const { job, around } = work;
  const ids = new Set<string>();
  const scope: Scope = { ...top, steps: ids };
  const containers = compileContainers(job.services, job.image, scope);
  if (around.hasTools) top.parts!.use("temp");
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
  { job, variables, asked, token, around }: Work,
  containers: Containers,
  body: readonly string[],
  scope: Scope,
): string[] {
  const parts = scope.parts!;
  const hasTemp = needsTemp(parts.helpers);
  const helpers = helperLines(parts.helpers);
  const exports = exportLines(variables);
  const ends = [
    ...(parts.functions.has("end_background") ? ["end_background"] : []),
    ...containers.end,
    ...(hasTemp ? ['rm -rf "$CIG_TEMP"'] : []),
  ];
  const style = around.inContainer ? { shell: "in_container bash -eo pipefail -c" } : {};
  const names = [...new Set([...parts.exported, ...parts.secrets])];
  return [
    ...helpers,
    ...asked,
    ...(needsShared(parts.helpers) ? [`eval "$${sharedVariable}"`] : []),
    ...(hasTemp ? tempLines : []),
    ...(job.image && needsShared(parts.helpers) ? ['CIG_HOME="$CIG_TEMP/home"'] : []),
    ...shellFunctions(parts.functions, style),
    ...(around.inContainer ? inContainerLines(names) : []),
    ...(ends.length > 0 ? ["finish() {", ...ends.map((line) => `  ${line}`), "}", "trap finish EXIT"] : []),
    ...(around.hasTools ? ['export BASH_ENV="$CIG_TEMP/env"', ': > "$BASH_ENV"'] : []),
    ...exports,
    ...(token === undefined ? [] : [token]),
    ...containers.start,
    ...body,
    ...(around.isTracked ? ['exit "$status"'] : []),
  ];
}
