import { folderOf, type ScriptRow, toolchainOf } from "cig/sdk/table";
import { environmentOf, readEnvironment } from "../executor.ts";
import { extrasOf } from "../extras.ts";
import { namedInScript, readText } from "../names.ts";
import { isRecord, type Raw } from "../raw.ts";
import type { Environment } from "../shell/words.ts";
import { readFetch, readGather } from "./files.ts";
import { type Known, readOwnScript } from "./own.ts";
import { belowRoot } from "./root.ts";
import { unwrap } from "./script.ts";
import type { JobState } from "./state.ts";
import { type Condition, decideStep } from "./time.ts";

/** Reads a `run` step: a script of the author's, or one of cig's that means something to the job. */
export function readRun(value: unknown, conditions: readonly Condition[], state: JobState): void {
  const run = isRecord(value) ? value : { command: value };
  const command = String(run.command ?? "");
  const own = environmentOf(run.environment);
  const { carried } = parted({ ...state.rawEnv, ...own });
  const environment = { ...state.env, ...parted(own).rest };
  if (readOwnScript(run, command, { environment, carried }, state)) return;
  const time = decideStep({ conditions, when: run.when, environment: {} }, state.project);
  const gathered = readGather(command, carried);
  if (gathered) {
    const { runsOn, runsAfter } = time;
    const { name, paths, ifMissing } = gathered;
    state.gathered = gathered;
    // Of a report the step behind says what it is.
    if (gathered.report === undefined)
      state.add({ kind: "upload", name, paths, ifMissing, runsOn, runsAfter });
    return;
  }
  const fetched = readFetch(command, carried);
  if (fetched) {
    state.add({
      kind: "download",
      name: fetched.name,
      path: folderOf(fetched.path),
      runsOn: time.runsOn,
      runsAfter: time.runsAfter,
    });
    return;
  }
  addScript(run, command, own, { environment, carried }, conditions, state);
}

function addScript(
  run: Raw,
  command: string,
  own: Raw,
  known: Known,
  conditions: readonly Condition[],
  state: JobState,
): void {
  const held = own.CIG_SCRIPT === undefined ? undefined : String(own.CIG_SCRIPT);
  const script = unwrap(namedInScript(command), held, known);
  const environment = { ...state.rawEnv, ...own };
  const guard = script.guard === undefined ? {} : { guard: script.guard };
  const { runsOn, runsAfter, isGuarded } = decideStep(
    { conditions, when: run.when, environment, ...guard },
    state.project,
  );
  const { CIG_SCRIPT: _, ...env } = { ...known.environment, ...script.env };
  const toolchain = toolchainOf(readText(run.name), env);
  if (toolchain) {
    state.toolEnv.push(env);
    state.add({ ...toolchain, runsOn, runsAfter });
    return;
  }
  const row: ScriptRow = {
    kind: "run",
    script: script.script,
    env,
    workingDirectory: belowRoot(
      script.folder ?? readText(run.working_directory ?? state.workingDirectory),
      state.workingDirectory,
    ),
    shell: shellOf(run.shell ?? state.shell),
    runsOn,
    runsAfter,
    isGuarded,
    timeoutMinutes: script.timeoutMinutes,
    continueOnError: script.continueOnError,
    background: run.background === true,
    retries: script.retries || Number(run.max_auto_reruns ?? 0) || 0,
  };
  const { name, shell, no_output_timeout, auto_rerun_delay } = run;
  state.add(
    state.project.tellsOwn
      ? { ...row, extras: extrasOf({ name, shell, no_output_timeout, auto_rerun_delay }) }
      : row,
  );
}

/** Variables of the author, and those that only bring values of the configuration to scripts of cig. */
export function parted(environment: Raw): { readonly carried: Environment; readonly rest: Environment } {
  const all = Object.entries(readEnvironment(environment));
  const isCarried = ([name]: readonly [string, string]) => /^CIG_(?:PIPELINE|PARAMETERS|MATRIX)_/.test(name);
  const raw = (name: string) => String(environment[name] ?? "");
  const ours = all.filter((each) => isCarried(each) && isExpression(raw(each[0])));
  const names = new Set(ours.map(([name]) => name));
  return {
    carried: Object.fromEntries(ours),
    rest: Object.fromEntries(all.filter(([name]) => !names.has(name))),
  };
}

function isExpression(text: string): boolean {
  return /^<<.*>>$/s.test(text);
}

/** "sh /tmp/cig/in-time bash -eo pipefail" is bash. */
function shellOf(shell: unknown): string {
  const line = String(shell ?? "")
    .replace(/^#!\s*/, "")
    .replace(/^sh \S*\/cig\/in-time\s*/, "")
    .trim();
  const word = line === "" ? "bash" : (/^(?:\S*[/\\])?([\w.]+?)(?:\.exe)?(?:\s|$)/.exec(line)?.[1] ?? line);
  return word === "python3" ? "python" : word;
}
