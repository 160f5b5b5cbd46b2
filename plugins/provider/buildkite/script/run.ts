import { hereDocument, type Job, type NamedText, quotedWord, type Step } from "cig/sdk";
import { below, type Scope } from "../scope.ts";
import { literal } from "../value/piece.ts";
import { callOf, folderWord, nameWord } from "./call.ts";
import { checkCharacters, compileVariables } from "./environment.ts";
import type { ToolFunction } from "./functions/shared.ts";
import { longCall, shellWords } from "./shells.ts";

/** A script and what goes with it. */
export interface Script {
  readonly source: string;
  /** Where the step has no name of its own. */
  readonly name: string;
  readonly env: readonly NamedText[];
  /** As cig.toml names it; empty: bash. */
  readonly shell: string;
  /** Present where all jobs share the script, and call it. */
  readonly tool?: ToolFunction;
}

/** What is the same for all scripts of a job. */
export interface Around {
  readonly job: Job;
  /** True: a step may run although one before it has failed. */
  readonly isTracked: boolean;
  readonly inContainer: boolean;
  /** True: a set-up script has changed the variables of the shells behind it. */
  readonly hasTools: boolean;
  /** Ids of steps whose outputs somebody reads. */
  readonly read: ReadonlySet<string>;
}

/** The lines of a script that runs in a shell of its own. `index` tells steps without an id apart. */
export function runLines(script: Script, step: Step, index: number, around: Around, scope: Scope): string[] {
  const { functions } = scope.parts!;
  const { prefix, guard } = callOf(step, around.isTracked, scope);
  checkCharacters([literal(script.source)], "The script", below(scope, "run"));
  const variables = [
    ...compileVariables(script.env, scope).map(({ name, word }) => `${name}=${word}`),
    ...outputVariables(script.source, step, index, around, scope),
  ];
  functions.add("step");
  if (step.continueOnError) functions.add("may_fail");
  if (step.background) functions.add("background").add("end_background");
  const words = commandWords(script, step, around, scope);
  const before = `${prefix}${step.continueOnError ? "may_fail " : ""}${step.background ? "background " : ""}`;
  const name = nameWord(step, script.name, scope);
  const all = script.tool
    ? toolLines(script.tool, before, name, words, variables)
    : scriptLines(script.source, [`${before}step`, name, ...words].join(" "), variables);
  return guard === undefined ? all : [`if ${guard}; then`, ...all, "fi"];
}

function scriptLines(source: string, call: string, variables: readonly string[]): string[] {
  const { operator, lines } = hereDocument(source);
  return [...variables.map((variable) => `${variable} \\`), `${call} ${operator}`, lines];
}

/** The call of a function that sets a tool up; it is told the step's name where that is another, or words follow. */
function toolLines(
  tool: ToolFunction,
  before: string,
  name: string,
  words: readonly string[],
  variables: readonly string[],
): string[] {
  const isUsual = words.length === 0 && name === quotedWord(tool.title) && tool.isUsual;
  return longCall(variables, [before + tool.name, ...(isUsual ? [] : [name, ...words])]);
}

/** What stands between the name of a step and its script: nothing for a plain one. */
function commandWords(script: Script, step: Step, around: Around, scope: Scope): string[] {
  const { functions } = scope.parts!;
  const folder = folderWord(step, around.job, scope);
  const words: string[] = [];
  if (step.retry) {
    functions.add("retry");
    words.push("retry", String(step.retry.max), statusesOf(step));
  }
  if (folder !== undefined) {
    functions.add("in_folder");
    words.push("in_folder", folder);
  }
  const isPlain = words.length === 0 && step.timeoutMinutes === 0 && ["", "bash"].includes(script.shell);
  if (isPlain) return [];
  if (around.inContainer) words.push("in_container");
  if (step.timeoutMinutes > 0) {
    if (!around.inContainer) functions.add("within");
    words.push(around.inContainer ? "timeout" : "within", String(step.timeoutMinutes * 60));
  }
  return [...words, ...shellWords(script.shell, around.hasTools, scope)];
}

function statusesOf({ retry }: Step): string {
  const isAny = !retry || retry.exitStatuses.length === 0 || retry.causes.length > 0;
  return isAny ? "any" : quotedWord(retry.exitStatuses.join(" "));
}

/** The file for `name=value` lines, where the script writes one or somebody reads it. */
function outputVariables(source: string, step: Step, index: number, around: Around, scope: Scope): string[] {
  const names = ["CIG_OUTPUT", "GITHUB_OUTPUT"].filter((name) => source.includes(name));
  const isRead = step.id !== "" && around.read.has(step.id);
  if (!isRead && names.length === 0) return [];
  scope.parts!.use("begin");
  for (const name of names) scope.parts!.exported.add(name);
  const file = `"$CIG_TEMP/outputs/${step.id || `step-${index + 1}`}"`;
  return (names.length > 0 ? names : ["CIG_OUTPUT"]).map((name) => `${name}=${file}`);
}

/** What people see of a script without a name: its first line. */
export function firstLine(source: string): string {
  const line = source.split("\n").find((each) => each.trim() !== "" && !/^\s*#/.test(each)) ?? "Script";
  const trimmed = line.trim();
  return trimmed.length > 60 ? `${trimmed.slice(0, 59)}…` : trimmed;
}
