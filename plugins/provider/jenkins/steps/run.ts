import { type Job, type NamedText, optionsFor, type Step, text } from "cig/sdk";
import { argumentSource, call, isWord } from "../groovy/call.ts";
import { block, type Code } from "../groovy/code.ts";
import { groovyString } from "../groovy/literal.ts";
import { below, helper, type Scope } from "../scope.ts";
import { stepKey } from "../value/reference.ts";
import { eitherSource, literalOfPieces, piecesOf, textSource } from "../value/text.ts";
import { stepVariables } from "./environment.ts";
import { needsLimited, survivesMachine, withRetry } from "./retry.ts";
import { scriptCall, wholeScript } from "./scripts.ts";

/** What a step needs to know of its job. */
export interface Surroundings {
  readonly job: Job;
  /** Variables of the job that are made of secrets. */
  readonly secret: readonly NamedText[];
  /** Tools that earlier steps set up are found through a file that bash reads. */
  readonly hasTools: boolean;
  /** Ids of steps whose outputs something reads. */
  readonly read: ReadonlySet<string>;
}

/** What a script is, apart from what every step has. */
export interface Script {
  readonly source: string;
  readonly shell: string;
  readonly env: readonly NamedText[];
  readonly name?: string;
  /** True: it is nobody's own, and long; it stands in a method below the pipeline. */
  readonly isApart?: boolean;
}

/** A script with all that stands around it. */
export function compileRun(
  script: Script,
  step: Step,
  around: Surroundings,
  index: number,
  scope: Scope,
): Code[] {
  const { job } = around;
  const label = labelOf(script, step, scope);
  const core: readonly Code[] = step.background
    ? [backgroundCall(script, label, index, around, scope)]
    : [plainCall(script, step, label, around, scope)];
  return inSurroundings(core, script, step, { ...around, job }, scope);
}

/** `code` with the variables, the folder, the limits and the leave to fail that the step has. */
export function inSurroundings(
  core: readonly Code[],
  script: Pick<Script, "env">,
  step: Step,
  { job, secret, read }: Surroundings,
  scope: Scope,
): Code[] {
  const given = new Set(script.env.map(({ name }) => name));
  const variables = [...secret.filter(({ name }) => !given.has(name)), ...script.env];
  const { credentials, env } = stepVariables(step, variables, job, scope);
  let code: readonly Code[] = core;
  const leaves = leavesOutputs(step, read);
  if (leaves && !step.background) {
    const key = groovyString(stepKey(scope, step.id || `step ${step.subject.at(-1) ?? ""}`));
    code = [block(`${helper(scope, "withOutputs")}(${key})`, code)];
  }
  code = limited(code, step, scope);
  if (step.retry) {
    if (survivesMachine(step.retry) && step.retry.causes.length === 1 && step.retry.exitStatuses.length === 0)
      scope.report.add(
        "JK016",
        [...scope.subject, "retry"],
        "When a machine goes away, Jenkins has nothing to run a single step on.",
        "Write the retry on the job.",
      );
    code = withRetry(step.retry, code, scope);
  }
  if (step.continueOnError)
    code = [
      block("catchError(buildResult: 'SUCCESS', stageResult: 'UNSTABLE', catchInterruptions: false)", code),
    ];
  if (env.length > 0) code = [block(`withEnv([${env.join(", ")}])`, code)];
  if (credentials.length > 0) code = [block(`withCredentials([${credentials.join(", ")}])`, code)];
  const folder = folderOf(step, job, scope);
  if (folder !== undefined) code = [block(`dir(${folder})`, code)];
  return [...code];
}

/** The folder of a step as Groovy; undefined for the repository's root. */
export function folderOf(step: Step, job: Job, scope: Scope): string | undefined {
  const folder = folderText(step, job);
  const pieces = piecesOf(folder, below(scope, "working_directory"));
  const known = literalOfPieces(pieces);
  if (known !== undefined && /^\.?\/?$/.test(known)) return undefined;
  return textSource(folder, below(scope, "working_directory"));
}

export function folderText(step: Step, job: Job) {
  const own = step.workingDirectoryText ?? text(step.workingDirectory);
  return own.parts.length > 0 ? own : (job.workingDirectoryText ?? text(job.workingDirectory));
}

function limited(code: readonly Code[], step: Step, scope: Scope): readonly Code[] {
  if (step.timeoutMinutes === 0) return code;
  if (step.continueOnError || needsLimited(step.retry))
    return [block(`${helper(scope, "limited")}(${step.timeoutMinutes})`, code)];
  return [block(`timeout(time: ${step.timeoutMinutes}, unit: 'MINUTES')`, code)];
}

/** Something reads them, the author names them, or the script asks for the file. */
function leavesOutputs(step: Step, read: ReadonlySet<string>): boolean {
  if (step.kind.case !== "run") return false;
  const asks = /\b(?:CIG_OUTPUT|GITHUB_OUTPUT)\b/.test(step.kind.value.script);
  return asks || step.outputs.length > 0 || (step.id !== "" && read.has(step.id));
}

function plainCall(
  script: Script,
  step: Step,
  label: string | undefined,
  around: Surroundings,
  scope: Scope,
): string {
  const [name, args] = scriptCall(script.source, script.shell, label, around.hasTools, scope);
  if (script.isApart) {
    const text = wholeScript(script.source, script.shell, around.hasTools, scope);
    args.set("script", scope.bodies.valueFor("script to ", script.name ?? "", groovyString(text)));
  }
  return call(name, [...withOptions(args, step, scope)]);
}

function backgroundCall(
  script: Script,
  label: string | undefined,
  index: number,
  around: Surroundings,
  scope: Scope,
): string {
  if (!["", "bash", "sh", "python"].includes(script.shell) || scope.os === "windows")
    scope.report.add(
      "JK008",
      [...scope.subject, "background"],
      "A script goes on in the background of bash, sh or python on Jenkins, on Linux and macOS.",
      'Use shell = "bash".',
    );
  const shell = ["sh", "python"].includes(script.shell) ? script.shell : "bash";
  const text = wholeScript(script.source, shell, around.hasTools, scope);
  const name = label ?? groovyString(`${scope.copy?.id ?? around.job.id} step ${index + 1}`);
  return `${helper(scope, "background")}(${name}, ${groovyString(text)})`;
}

function labelOf({ name }: Script, step: Step, scope: Scope): string | undefined {
  if (name !== undefined) return groovyString(name);
  const hasName = step.name !== "" || (step.nameText?.parts.length ?? 0) > 0;
  return hasName ? eitherSource(step.name, step.nameText, below(scope, "name")) : undefined;
}

/** The escape hatch: more arguments of the step's call, or other values for those that it has. */
export function withOptions(
  args: ReadonlyMap<string, string>,
  step: Step,
  scope: Scope,
): ReadonlyMap<string, string> {
  const merged = new Map(args);
  for (const [key, value] of optionsFor("jenkins", step.providerOptions)) {
    if (!isWord(key))
      scope.report.add(
        "JK016",
        [...scope.subject, "provider", "jenkins", key],
        `"${key}" is no name for an argument of a step.`,
        "Use the names that the Pipeline Syntax page of Jenkins shows.",
      );
    merged.set(key, argumentSource(value));
  }
  return merged;
}
