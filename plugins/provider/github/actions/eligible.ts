import {
  type Command,
  type Expression,
  type Job,
  Function as Name,
  optionsFor,
  type Step,
  type Text,
} from "cig/sdk";
import { variablesOf } from "../job/variables.ts";
import type { Scope } from "../scope.ts";
import { implicitSecrets } from "../steps/secrets.ts";
import { type Group, hasSources } from "./calls.ts";
import { both, comparableCondition, comparableStep, expandCommand, expandConditions } from "./expand.ts";

/**
 * True when a composite action can say the command: it knows scripts, actions and tools, but no timeouts, no secrets and
 * nothing of the job, and asks what came before within itself only.
 */
export function canBeAction(command: Command): boolean {
  if (!/^[A-Za-z0-9][\w-]*$/.test(command.id)) return false;
  const ids = new Set(command.steps.map(({ id }) => id).filter(Boolean));
  return command.steps.every((step) => isSimple(step) && namesIn(step).every((path) => isKnown(path, ids)));
}

/** True when people see less with an action than with the steps in every place. */
export function isWorthwhile({ steps }: Command): boolean {
  const lines = steps.map(({ kind }) =>
    kind.case === "run" ? kind.value.script.trim().split("\n").length : 2,
  );
  return steps.length >= 2 || lines.some((count) => count >= 3);
}

/** How a call becomes one step; undefined where only its steps in place mean the same. */
export function callOf(
  group: Group,
  command: Command,
  job: Job,
  scope: Scope,
): { readonly condition?: Expression } | undefined {
  const { steps, call } = group;
  if (!call || steps.length !== command.steps.length || !hasSources(job, steps[0]!)) return undefined;
  if (job.workingDirectory || job.workingDirectoryText || job.retry) return undefined;
  if (!["", "bash"].includes(job.shell) && command.steps.some(isInDefaultShell)) return undefined;
  if (variablesOf(job, scope).ofSteps.length > 0) return undefined;
  if (steps.some((step) => implicitSecrets(step, job).length > 0)) return undefined;
  const ids = new Set(steps.map(({ id }) => id).filter(Boolean));
  if (isReadOutside(ids, steps, job)) return undefined;
  const expected = expandCommand(command, call, steps).map(toText);
  const found = steps.map((step) => toText(comparableStep(step)));
  if (expected.every((each, index) => each === found[index])) return {};
  return sharedCondition(group, command);
}

/** What the author wrote beside the call: a condition for all of its steps, which then is that of the action. */
function sharedCondition(
  { steps, call }: Group,
  command: Command,
): { readonly condition: Expression } | undefined {
  const own = expandConditions(command, call!, steps);
  const condition = steps[own.indexOf(undefined)]?.condition;
  if (!condition || asksBack(condition)) return undefined;
  const shared = comparableCondition(condition);
  const isShared = steps.every((step, index) => {
    const wanted = own[index] === undefined ? shared : both(shared, own[index]);
    return toText(comparableCondition(step.condition)) === toText(wanted);
  });
  const bare = (all: readonly Step[]) => all.map((step) => ({ ...step, condition: undefined }) as Step);
  const expected = expandCommand({ ...command, steps: bare(command.steps) }, call!, steps).map(toText);
  const found = bare(steps).map((step) => toText(comparableStep(step)));
  return isShared && expected.every((each, index) => each === found[index]) ? { condition } : undefined;
}

function isInDefaultShell({ kind, shell }: Step): boolean {
  return kind.case === "run" && shell === "";
}

function isSimple(step: Step): boolean {
  const { kind, timeoutMinutes, background, providerOptions, condition } = step;
  if (timeoutMinutes > 0 || background || optionsFor("github", providerOptions).size > 0) return false;
  if (condition && asksBack(condition)) return false;
  if (kind.case === "native") return ["", "github"].includes(kind.value.provider);
  return kind.case === "run" || kind.case === "toolchain";
}

/** In an action, success() and the like ask its own steps. */
function asksBack({ kind }: Expression): boolean {
  if (kind.case !== "call") return false;
  return status.has(kind.value.function) || kind.value.arguments.some(asksBack);
}

const status: ReadonlySet<Name> = new Set([Name.SUCCESS, Name.FAILURE, Name.ALWAYS, Name.CANCELLED]);

function isKnown([kind = "", name = ""]: readonly string[], ids: ReadonlySet<string>): boolean {
  if (kind === "steps") return ids.has(name);
  return ["inputs", "git", "pr", "run", "runner", "workspace", "env"].includes(kind);
}

/** True when the job reads an output of a step that would be inside the action. */
function isReadOutside(ids: ReadonlySet<string>, inside: readonly Step[], job: Job): boolean {
  const outside = job.steps.filter((step) => !inside.includes(step)).flatMap(namesIn);
  const paths = [
    ...outside,
    ...job.outputs.flatMap(({ value }) => pathsIn(value)),
    ...pathsIn(job.environment?.url),
  ];
  return paths.some(([kind, id]) => kind === "steps" && ids.has(id ?? ""));
}

/** All run-time names of a step. */
function namesIn(step: Step): (readonly string[])[] {
  const { kind } = step;
  const texts: (Text | undefined)[] = [
    step.nameText,
    step.workingDirectoryText,
    ...step.env.map(({ value }) => value),
  ];
  if (kind.case === "native") texts.push(...kind.value.with.map(({ value }) => value));
  if (kind.case === "toolchain")
    texts.push(
      kind.value.version,
      ...kind.value.fallbackEnv.map(({ value }) => value),
      ...kind.value.native.flatMap((native) => native.with.map(({ value }) => value)),
    );
  if (kind.case === "upload") texts.push(kind.value.nameText, ...kind.value.pathTexts);
  if (kind.case === "download") texts.push(kind.value.nameText);
  if (kind.case === "checkout") texts.push(kind.value.ref);
  return [...texts.flatMap(pathsIn), ...(step.condition ? pathsOf(step.condition) : [])];
}

function pathsIn(text: Text | undefined): (readonly string[])[] {
  return (text?.parts ?? []).flatMap(({ kind }) => (kind.case === "reference" ? [kind.value.path] : []));
}

function pathsOf({ kind }: Expression): (readonly string[])[] {
  if (kind.case === "reference") return [kind.value.path];
  return kind.case === "call" ? kind.value.arguments.flatMap(pathsOf) : [];
}

function toText(value: unknown): string {
  return JSON.stringify(value) ?? "";
}
