import { type Job, type NamedText, type Retry, type Step, type Table, table, text, type Yaml } from "cig/sdk";
import { below, type Scope } from "../scope.ts";
import { escaped } from "../value/characters.ts";
import { fileName, folderOf } from "../value/folders.ts";
import { compileGuard } from "../value/guard.ts";
import { compileLogic } from "../value/logic.ts";
import { quietly } from "../value/operand.ts";
import { type Carried, isPosix, wordOf } from "../value/shell.ts";
import { splitStatus } from "../value/status.ts";
import { compileEither, piecesOf, textOfPieces } from "../value/text.ts";
import { compileVariables } from "./environment.ts";
import { planRun, wrapperLines } from "./retry.ts";
import { shellFor } from "./shells.ts";
import { usualShell } from "./time.ts";

/** A script and what goes with it. */
export interface Script {
  readonly source: string;
  /** Where the step has no name of its own. */
  readonly name?: string;
  readonly env: readonly NamedText[];
  /** As cig.toml names it; empty: bash. */
  readonly shell: string;
}

/** What the job has set for all its steps. */
export interface Around {
  readonly job: Job;
  /** Variables that bash reads from a file before each step. */
  readonly exported: ReadonlySet<string>;
  /** Ids of steps whose outputs somebody reads. */
  readonly read: ReadonlySet<string>;
  /** How often scripts without a `retry` of their own are tried again. */
  readonly retry?: Retry;
  /** Puts a script under what is left of the job's time. */
  readonly limit: (shell: string) => string;
}

/**
 * A `run` step. Lines before the script bring what only the job knows: variables, a folder, a condition. A script
 * that may fail or has a time limit runs in a shell of its own, to which it comes through a variable.
 */
export function compileRun(script: Script, step: Step, around: Around, scope: Scope): Table {
  const { job } = around;
  const shell = script.shell || "bash";
  const variables = compileVariables(script.env, scope, around.exported);
  const carried: Carried = new Map();
  const folder = folderPieces(step, job, scope);
  const isFolderLate = folder.some(({ kind }) => kind === "shell");
  const guard = guardOf(step, carried, scope);
  const before = [
    ...(shell === "sh" && around.exported.size > 0 ? ['. "$BASH_ENV"'] : []),
    ...variables.exports,
    ...(isFolderLate ? [`cd ${wordOf(folder, carried)}`] : []),
    ...(guard ? [`if ! ${guard}; then echo "Skipped: the step's condition does not hold."; exit 0; fi`] : []),
    ...(leavesOutputs(script, step, around) ? outputLines(step.id || "unnamed", job) : []),
  ];
  const plan = planRun(step, around, scope);
  if ((before.length > 0 || plan.isWrapped) && !isPosix(script.shell)) refuseShell(script.shell, scope);
  if (around.exported.size > 0 && !isPosix(script.shell)) refuseShell(script.shell, scope);
  const environment = new Map<string, Yaml>([...variables.environment, ...carried]);
  const body = trimmed(script.source);
  if (plan.isWrapped) environment.set("CIG_SCRIPT", escaped(body));
  const lines = [...before, ...(plan.isWrapped ? wrapperLines(step, plan, shell, scope) : [body])];
  const folderText = isFolderLate ? "" : textOfPieces(folder, scope);
  return table(
    ["name", compileEither(step.name, step.nameText, "a step's name", scope) ?? script.name],
    ["command", commandOf(lines.join("\n"))],
    ["environment", environment.size > 0 ? environment : undefined],
    ["working_directory", folderText === "" || folderText === "." ? undefined : folderText],
    ["shell", shellOf(script, step, around, scope)],
    ["background", step.background || undefined],
    ["no_output_timeout", silenceOf(step, job)],
    ["max_auto_reruns", plan.reruns],
    ["when", whenOf(step)],
  );
}

/** A script as the value of `command`: one line has no line end, more lines have one, as people write them. */
export function commandOf(source: string): string {
  const script = trimmed(source);
  return escaped(script.includes("\n") ? `${script}\n` : script);
}

/** The folder of a step; empty for the repository's root. */
export function folderPieces(step: Step, job: Job, scope: Scope) {
  const own = step.workingDirectoryText ?? text(step.workingDirectory);
  const usual = job.workingDirectoryText ?? text(job.workingDirectory);
  return piecesOf(own.parts.length > 0 ? own : usual, below(scope, "working_directory"));
}

/** A job's limit is a limit for silence, too: CircleCI ends a step that says nothing for ten minutes. */
function silenceOf(step: Step, job: Job): string | undefined {
  const minutes = step.timeoutMinutes || job.timeoutMinutes;
  return minutes === 0 || minutes === 10 ? undefined : `${minutes}m`;
}

/** The value of `when` for a script. */
export function whenOf(step: Step): string | undefined {
  const status = splitStatus(step.condition)?.status;
  if (status === "failure" || status === "failure or cancelled") return "on_fail";
  return status === "always" ? "always" : undefined;
}

/** The part of a step's condition that CircleCI cannot decide before the job runs, as a command. */
function guardOf(step: Step, carried: Carried, scope: Scope): string | undefined {
  const rest = splitStatus(step.condition)?.rest;
  if (!rest || compileLogic(rest, quietly(scope)) !== undefined) return undefined;
  return compileGuard(rest, carried, below(scope, "if"));
}

/** Outputs that somebody reads need a file, and so does a script that writes some whether they are read or not. */
function leavesOutputs({ source }: Script, step: Step, { read }: Around): boolean {
  return (
    (step.id !== "" && read.has(step.id)) ||
    step.outputs.length > 0 ||
    /\b(?:CIG|GITHUB)_OUTPUT\b/.test(source)
  );
}

function outputLines(id: string, job: Job): string[] {
  const file = `${folderOf(job, "outputs").shell}/${fileName(id)}`;
  return [`mkdir -p ${folderOf(job, "outputs").shell}`, `export CIG_OUTPUT=${file} GITHUB_OUTPUT=${file}`];
}

/** What comes after a failure must have its time even when that of the job is over. */
function shellOf(script: Script, step: Step, { limit }: Around, scope: Scope): string | undefined {
  const own = shellFor(script.shell, scope);
  if (whenOf(step) !== undefined) return own ?? (limit("") === "" ? undefined : usualShell(scope.os));
  return own && limit(own);
}

function trimmed(source: string): string {
  return source.replace(/(?:\r?\n[ \t]*)+$/, "");
}

function refuseShell(shell: string, scope: Scope): void {
  scope.report.add(
    "CC008",
    scope.subject,
    `The step's shell is ${shell}, and what it needs from the job can be brought to bash and sh only: values of secrets and outputs, conditions at run time, a time limit or leave to fail.`,
    'Use shell = "bash" for this step, and call the other interpreter in its script.',
  );
}
