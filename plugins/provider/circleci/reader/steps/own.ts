import { environmentOf } from "../executor.ts";
import type { Raw } from "../raw.ts";
import { type Environment, textOfWord } from "../shell/words.ts";
import { readOutputs } from "./files.ts";
import { readKeyFile } from "./keys.ts";
import { bashEnvLines, readExport } from "./script.ts";
import { readStart, readWait } from "./services.ts";
import type { JobState } from "./state.ts";

export interface Known {
  readonly environment: Environment;
  readonly carried: Environment;
}

/** Scripts of cig's that do what other providers do without a script; what they mean goes into the state. True for one. */
export function readOwnScript(run: Raw, command: string, known: Known, state: JobState): boolean {
  return (
    readClock(run, state) ||
    readVariables(command, known, state) ||
    readService(command, known, state) ||
    readQuestion(run, command, state) ||
    readKept(command, known, state) ||
    readKeyFile(command, known, state) ||
    isShare(command) ||
    readCheckoutPart(command, state, known)
  );
}

function readClock(run: Raw, state: JobState): boolean {
  const { CIG_MINUTES: minutes, CIG_IN_TIME: shell } = environmentOf(run.environment);
  if (minutes === undefined || shell === undefined) return false;
  state.timeoutMinutes = Number(minutes) || 0;
  return true;
}

/** Variables that every later step has, the identity token among them. */
function readVariables(command: string, known: Known, state: JobState): boolean {
  const lines = bashEnvLines(command)?.map((line) => readExport(line, known));
  if (lines && lines.length > 0 && lines.every((line) => line !== undefined)) {
    for (const [name, text] of lines) state.env[name] = text;
    return true;
  }
  return /^printf 'export %s=%s\\n' \w+ "\$token" >> "\$BASH_ENV"$/m.test(command);
}

function readService(command: string, { environment, carried }: Known, state: JobState): boolean {
  const service = readStart(command, environment, carried);
  const wait = service ? undefined : readWait(command);
  if (service) state.services.push(service);
  if (wait) state.waitFor(wait);
  return service !== undefined || wait !== undefined;
}

/** What a job asks at its start: whether it is wanted at all, and whether one of the jobs before went well. */
function readQuestion(run: Raw, command: string, state: JobState): boolean {
  const halt =
    /^if ! (\{ .*; \}); then\n {2}echo "The job's condition does not hold\."\n {2}circleci-agent step halt\nfi$/s.exec(
      command.trim(),
    );
  if (halt) state.questions.push({ guard: halt[1]!, environment: environmentOf(run.environment) });
  const any = /^ {2}echo 'None of these jobs went well: (.*)\.' >&2$/m.exec(command)?.[1];
  if (any !== undefined) state.needsAny.push(...any.split(", "));
  return halt !== null || any !== undefined;
}

/** Outputs, and the mark of a job that went well. */
function readKept(command: string, { environment, carried }: Known, state: JobState): boolean {
  if (/^mkdir -p \S*\/kept\/done\/\S+\n: > \S*\/kept\/done\/\S+$/.test(command.trim())) return true;
  const outputs = readOutputs(command, environment, carried);
  if (outputs) Object.assign(state.outputs, outputs);
  return outputs !== undefined;
}

function isShare(command: string): boolean {
  return /^git ls-files -- .* \| circleci tests split --split-by=\w+ > "\$SHARD_FILES"$/.test(command.trim());
}

/** What CircleCI's checkout leaves to git, behind it. */
function readCheckoutPart(command: string, state: JobState, { environment, carried }: Known): boolean {
  const last = state.steps.at(-1);
  if (last?.kind !== "checkout") return false;
  const script = command.trim();
  const ref = /^ref=(.*)\ngit fetch (?:-- )?origin "\$ref"\ngit checkout --detach FETCH_HEAD$/s.exec(
    script,
  )?.[1];
  const part =
    ref !== undefined
      ? { ref: textOfWord(ref, environment, carried) ?? "" }
      : /^git submodule sync(?: --recursive)?\ngit submodule update --init(?: --recursive)?$/.test(script)
        ? { submodules: true }
        : /^git lfs install --local\ngit lfs pull$/.test(script)
          ? { lfs: true }
          : undefined;
  if (!part) return false;
  state.steps[state.steps.length - 1] = { ...last, ...part };
  return true;
}
