import { folderOf, type ScriptRow, toolchainOf } from "cig/sdk/testing";
import { environmentOf, readEnvironment } from "../executor.ts";
import { readText } from "../names.ts";
import { isRecord, type Raw } from "../raw.ts";
import type { Environment } from "../shell/words.ts";
import { readFetch, readGather, readOutputs } from "./files.ts";
import { bashEnvLines, readExport, unwrap } from "./script.ts";
import { readStart, readWait } from "./services.ts";
import type { JobState } from "./state.ts";
import { type Condition, decideStep } from "./time.ts";

/** Reads a `run` step: a script of the author's, or one of cig's that means something to the job. */
export function readRun(value: unknown, conditions: readonly Condition[], state: JobState): void {
  const run = isRecord(value) ? value : { command: value };
  const command = String(run.command ?? "");
  const own = environmentOf(run.environment);
  const { carried, rest } = parted({ ...state.rawEnv, ...own });
  const environment = { ...state.env, ...rest };
  if (readHidden(run, command, { environment, carried }, state)) return;
  const time = decideStep({ conditions, when: run.when, environment: {} }, state.parameters);
  const gathered = readGather(command, carried);
  if (gathered) {
    state.gathered = gathered;
    state.add({ kind: "upload", ...gathered, runsOn: time.runsOn, runsAfter: time.runsAfter });
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

interface Known {
  readonly environment: Environment;
  readonly carried: Environment;
}

/** Scripts that set up what other providers have anyway; true for one of them. */
function readHidden(run: Raw, command: string, { environment, carried }: Known, state: JobState): boolean {
  const own = environmentOf(run.environment);
  if (own.CIG_MINUTES !== undefined && own.CIG_IN_TIME !== undefined) {
    state.timeoutMinutes = Number(own.CIG_MINUTES) || 0;
    return true;
  }
  const lines = bashEnvLines(command)?.map((line) => readExport(line, { environment, carried }));
  if (lines && lines.length > 0 && lines.every((line) => line !== undefined)) {
    for (const [name, text] of lines as [string, string][]) state.env[name] = text;
    return true;
  }
  const service = readStart(command, environment, carried);
  if (service) return state.services.push(service) > 0;
  const wait = readWait(command);
  if (wait) {
    state.waitFor(wait);
    return true;
  }
  const outputs = readOutputs(command, environment, carried);
  if (outputs) {
    Object.assign(state.outputs, outputs);
    return true;
  }
  return isKeyFile(command) || readCheckoutPart(command, state, { environment, carried });
}

/** Lists what a cache's key hangs on. */
function isKeyFile(command: string): boolean {
  return /(?:^|\n)(?:git ls-files --stage -- .*|:) > (?:\S*\/cig\/keys\/|\.cig-key-)\S+/.test(command);
}

/** What CircleCI's checkout leaves to git, behind it. */
function readCheckoutPart(command: string, state: JobState, { environment, carried }: Known): boolean {
  const last = state.steps.at(-1);
  if (last?.kind !== "checkout") return false;
  const script = command.trim();
  const ref = /^ref=(.*)\ngit fetch origin "\$ref"\ngit checkout --detach FETCH_HEAD$/s.exec(script)?.[1];
  const text =
    ref === undefined ? undefined : unwrap(`export REF=${ref}`, undefined, { environment, carried }).env.REF;
  const plain = ref?.replace(/^'(.*)'$/s, "$1");
  const part =
    ref !== undefined
      ? { ref: text ?? plain ?? "" }
      : /^git submodule sync(?: --recursive)?\ngit submodule update --init(?: --recursive)?$/.test(script)
        ? { submodules: true }
        : /^git lfs install --local\ngit lfs pull$/.test(script)
          ? { lfs: true }
          : undefined;
  if (!part) return false;
  state.steps[state.steps.length - 1] = { ...last, ...part };
  return true;
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
  const script = unwrap(command, held, known);
  const environment = { ...state.rawEnv, ...own };
  const guard = script.guard === undefined ? {} : { guard: script.guard };
  const { runsOn, runsAfter, isGuarded } = decideStep(
    { conditions, when: run.when, environment, ...guard },
    state.parameters,
  );
  const { CIG_SCRIPT: _, ...env } = { ...known.environment, ...script.env };
  const toolchain = toolchainOf(readText(run.name), env);
  if (toolchain) {
    state.add({ ...toolchain, runsOn, runsAfter });
    return;
  }
  const row: ScriptRow = {
    kind: "run",
    script: script.script,
    env,
    workingDirectory: plainFolder(script.folder ?? readText(run.working_directory ?? state.workingDirectory)),
    shell: shellOf(run.shell ?? state.shell),
    runsOn,
    runsAfter,
    isGuarded,
    timeoutMinutes: script.timeoutMinutes,
    continueOnError: script.continueOnError,
    background: run.background === true,
    retries: script.retries || Number(run.max_auto_reruns ?? 0) || 0,
  };
  state.add(row);
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

function plainFolder(path: string): string {
  return folderOf(path.replace(/^~\/(?:project|repo)(?=\/|$)\/?/, ""));
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
