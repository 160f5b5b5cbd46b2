import { CacheSave, type Job, type Step, shellFunctions, type Table, type Yaml } from "cig/sdk";
import { below, type Scope } from "../scope.ts";
import { uploaded } from "../value/interpolation.ts";
import { literal } from "../value/piece.ts";
import { downloadCommand, homePiece, uploadCommand } from "./artifact.ts";
import { type CacheLines, compileCache } from "./cache.ts";
import { callOf, isTrackedStep } from "./call.ts";
import { checkoutLines, checkoutVariables, firstCheckout } from "./checkout.ts";
import { compileContainers, inContainerLines } from "./container.ts";
import {
  checkCharacters,
  compileVariables,
  exportLines,
  jobVariables,
  longestText,
  type Variable,
} from "./environment.ts";
import { helperLines, needsTemp, tempLines } from "./helpers.ts";
import { compileNative } from "./native.ts";
import { oidcLine } from "./oidc.ts";
import { outputLines, readSteps } from "./outputs.ts";
import { openParts } from "./parts.ts";
import { type Question, questionLines } from "./question.ts";
import { type Around, firstLine, runLines } from "./run.ts";
import { simpleLines } from "./simple.ts";
import { reportCommand, shardCommand, toolchainScript } from "./special.ts";

/** A job's work, as keys of a command step have it. */
export interface CompiledScript {
  readonly command: string;
  readonly env: Table;
  /** Secrets by the variables that hold them. */
  readonly secrets: ReadonlyMap<string, string>;
  readonly plugins: readonly Yaml[];
}

/** The script of a job, or of one variant of it. `questions` decide, in the job, whether it does anything. */
export function compileScript(
  job: Job,
  questions: readonly Question[],
  key: string,
  top: Scope,
): CompiledScript {
  const parts = openParts(secretConflicts(job, top));
  const scope: Scope = { ...top, parts };
  const ids = new Set<string>();
  const around: Around = {
    job,
    isTracked: job.steps.some((step) => isTrackedStep(step) || savesAlways(step, scope)),
    inContainer: job.image !== undefined,
    hasTools: job.steps.some(({ kind }) => kind.case === "toolchain"),
    read: readSteps(job),
  };
  const asked = questionLines(questions, key, scope);
  const variables = compileVariables(jobVariables(job, top.output.env), scope);
  const token = oidcLine(job, scope);
  const simple =
    asked !== undefined
      ? simpleLines(job, variables, [...asked, ...(token === undefined ? [] : [token])], around, {
          ...scope,
          steps: ids,
        })
      : undefined;
  const lines = simple?.lines ?? fullLines(job, variables, asked ?? [], token, around, scope);
  const env = new Map<string, Yaml>([
    ...variablesOf(simple?.variables ?? variables, top),
    ...parts.variables,
    ...checkoutVariables(job.steps),
  ]);
  for (const name of job.secrets) parts.secrets.add(name);
  return {
    command: commandOf(lines, job, scope),
    env,
    secrets: new Map([...parts.secrets].sort().map((name) => [parts.secretVariable(name), name])),
    plugins: job.steps.flatMap((step, index) =>
      step.kind.case === "native"
        ? (compileNative(step.kind.value, step, stepScope(step, index, scope)) ?? [])
        : [],
    ),
  };
}

function fullLines(
  job: Job,
  variables: readonly Variable[],
  asked: readonly string[],
  token: string | undefined,
  around: Around,
  top: Scope,
): string[] {
  const parts = top.parts!;
  const ids = new Set<string>();
  const scope: Scope = { ...top, steps: ids };
  const body: string[] = [];
  const saves: string[] = [];
  const containers = compileContainers(job.services, job.image, scope);
  if (around.hasTools) parts.use("temp");
  const hasAgents = firstCheckout(job.steps) !== undefined;
  let checkouts = 0;
  for (const [index, step] of job.steps.entries()) {
    const own = stepScope(step, index, scope);
    const { kind } = step;
    switch (kind.case) {
      case "run": {
        const script = {
          source: kind.value.script,
          name: firstLine(kind.value.script),
          env: step.env,
          shell: step.shell || job.shell,
        };
        body.push(...runLines(script, step, index, around, own));
        break;
      }
      case "toolchain": {
        const native = kind.value.native.find(({ provider }) => provider === "buildkite");
        if (!native) body.push(...runLines(toolchainScript(kind.value, step, own), step, index, around, own));
        break;
      }
      case "checkout":
        body.push(
          ...guarded(step, checkoutLines(kind.value, hasAgents && checkouts++ === 0, own), around, own),
        );
        break;
      case "upload":
        body.push(...called(step, uploadCommand(kind.value, step, job, own), around, own));
        break;
      case "download":
        body.push(...called(step, downloadCommand(kind.value, step, job, own), around, own));
        break;
      case "report":
        body.push(...called(step, reportCommand(kind.value, step, job, own), around, own));
        break;
      case "shard":
        body.push(...called(step, shardCommand(kind.value, own), around, own));
        break;
      case "cache": {
        const cache = compileCache(kind.value, index, job, own);
        if (cache) body.push(...cacheLines(cache, step, saves, around, own));
        break;
      }
      default:
        break;
    }
    if (step.id) ids.add(step.id);
  }
  const left = outputLines(job, scope);
  const tail = [...saves, ...wrapped(left, around)];
  return joinedLines(job, variables, asked, token, around, containers, [...body, ...tail], scope);
}

/** The whole script: what it needs first, what the author asked for, its end. */
function joinedLines(
  job: Job,
  variables: readonly Variable[],
  asked: readonly string[],
  token: string | undefined,
  around: Around,
  containers: ReturnType<typeof compileContainers>,
  body: readonly string[],
  scope: Scope,
): string[] {
  const parts = scope.parts!;
  const hasTemp = needsTemp(parts.helpers);
  const home = homePiece(job);
  const helpers = helperLines(parts.helpers, home.kind === "shell" ? home.source : "");
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
    ...(hasTemp ? tempLines : []),
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

/** A command of the script's own, by its step's condition. */
function called(step: Step, command: string, around: Around, scope: Scope): string[] {
  const { prefix, guard } = callOf(step, around.isTracked, scope);
  if (step.continueOnError) scope.parts!.functions.add("may_fail");
  const line = `${prefix}${step.continueOnError ? "may_fail " : ""}${command}`;
  return guard === undefined ? [line] : [`if ${guard}; then`, `  ${line}`, "fi"];
}

/** Several lines by their step's condition. */
function guarded(step: Step, lines: readonly string[], around: Around, scope: Scope): string[] {
  if (lines.length === 0) return [];
  const { guard } = callOf(step, false, scope);
  const all = wrapped(lines, around);
  return guard === undefined ? all : [`if ${guard}; then`, ...all, "fi"];
}

/** Lines that run when nothing has failed. */
function wrapped(lines: readonly string[], around: Around): string[] {
  if (!around.isTracked || lines.length === 0) return [...lines];
  return ['if [ "$status" -eq 0 ]; then', ...lines.map((line) => `  ${line}`), "fi"];
}

function cacheLines(cache: CacheLines, step: Step, saves: string[], around: Around, scope: Scope): string[] {
  const save = cache.save && `${saveWord(cache, around)}${cache.save}`;
  if (save !== undefined && !cache.isNow) saves.push(save);
  const command = cache.isNow ? cache.save : cache.restore;
  const key = wrapped(cache.here, around);
  return command === undefined ? [] : [...key, ...called(step, command, around, scope)];
}

function saveWord({ savesAlways }: CacheLines, { isTracked }: Around): string {
  return isTracked ? `after ${savesAlways ? "always" : "success"} ` : "";
}

function savesAlways({ kind }: Step, scope: Scope): boolean {
  return (
    kind.case === "cache" &&
    scope.output.caches.some(({ id, save }) => id === kind.value.id && save === CacheSave.ALWAYS)
  );
}

function stepScope(step: Step, index: number, scope: Scope): Scope {
  return step.subject.length > 0 ? { ...scope, subject: step.subject } : below(scope, "steps", String(index));
}

/** Variables whose values the pipeline can say; those of the whole file stand at its top. */
function variablesOf(variables: readonly Variable[], { output }: Scope): [string, Yaml][] {
  const shared = new Map(output.env.map(({ name, value }) => [name, value]));
  return variables.flatMap(({ name, value }): [string, Yaml][] => {
    const own = shared.get(name);
    const isShared = own?.parts.every(({ kind }) => kind.case === "literal");
    const same = own?.parts.map(({ kind }) => (kind.case === "literal" ? kind.value : "")).join("");
    if (value === undefined || (isShared && uploaded(same ?? "") === value)) return [];
    return [[name, value]];
  });
}

/** The lines as one text: one line has no line end, more lines have one, as people write them. */
function commandOf(lines: readonly string[], job: Job, scope: Scope): string {
  const script = lines.join("\n").replace(/(?:\r?\n[ \t]*)+$/, "");
  // What went unnoticed until here.
  if (!scope.report.hasErrors())
    checkCharacters([literal(script.includes("\0") ? "\0" : "")], "The script", scope);
  if (Buffer.byteLength(script) > longestText)
    scope.report.add(
      "BK014",
      scope.subject,
      `The steps of "${job.id}" come to more than ${longestText} bytes, and the agent hands them to a shell in one piece.`,
      "Move scripts to files of the repository.",
    );
  return uploaded(script.includes("\n") ? `${script}\n` : script);
}

/** Names of variables that hold something else than the secret of that name. */
function secretConflicts(job: Job, { output }: Scope): ReadonlySet<string> {
  const all = [...output.env, ...job.env, ...job.steps.flatMap(({ env }) => env)];
  return new Set(
    all
      .filter(({ name, value }) => {
        const [only, ...more] = value?.parts ?? [];
        const isItself =
          more.length === 0 &&
          only?.kind.case === "reference" &&
          only.kind.value.path.join(".") === `secrets.${name}`;
        return !isItself;
      })
      .map(({ name }) => name),
  );
}
