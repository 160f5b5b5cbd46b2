import { type Job, type Output, type Skipping, SkippingStage, type Step } from "cig/sdk";
import { block, type Code } from "../groovy/code.ts";
import { groovyString } from "../groovy/literal.ts";
import { type Copy, flatten } from "../order/copies.ts";
import type { Scope } from "../scope.ts";
import { cellVariable } from "../value/reference.ts";

/**
 * How work is left out, where some may be and Jenkins can: it has no cache of its own that could keep what succeeded, so
 * that without a store everything runs.
 */
export function skippingOf({ skipping, jobs }: Output): Skipping | undefined {
  const isPossible = skipping?.stage === SkippingStage.BOOTSTRAP && !skipping.nativeStore;
  return isPossible && jobs.some(({ skippable }) => skippable) ? skipping : undefined;
}

/** True where the file keeps how each run ended: for the gate, and because what is left out counts as passed. */
export function keepsResults(output: Output): boolean {
  return output.gate !== undefined || skippingOf(output) !== undefined;
}

/** True for runs that may be left out; copies that share work end one by one, and are none. */
export function mayBeLeftOut(job: Job, scope: Scope): boolean {
  return job.skippable && job.parallelism <= 1 && skippingOf(scope.output) !== undefined;
}

/** The arguments of `began` and `passed`: the job, and which run of it, where there are several. */
export function runArguments(copy: Copy, isCell: boolean, scope: Scope): string {
  const { job, id } = copy;
  const name = groovyString(job.id);
  if (!keepsResults(scope.output)) return name;
  if (isCell) return `${name}, ${cellId(job, scope)}`;
  return id === job.id ? name : `${name}, ${groovyString(id)}`;
}

/** `mustRun(VARIANT, JOB)`, without what is the same as before. */
export function mustRunCall({ job, id }: Copy, isCell: boolean, scope: Scope): string {
  const name = groovyString(job.id);
  scope.helpers.add("mustRun");
  if (isCell) return `mustRun(${cellId(job, scope)}, ${name})`;
  return id === job.id ? `mustRun(${name})` : `mustRun(${groovyString(id)}, ${name})`;
}

/** What remembers that a run has passed, for later builds. */
export interface Record {
  /** Before everything else that the run does. */
  readonly before: readonly Code[];
  /** Behind everything else, in the root of the workspace. */
  readonly after: readonly Code[];
}

/**
 * The lines that record a run; none where it cannot be left out, or where cig would lack the sources that say which cig
 * is wanted.
 */
export function compileRecord(copy: Copy, isCell: boolean, scope: Scope): Record {
  const { job, id } = copy;
  const checkout = job.steps.find(({ kind }) => kind.case === "checkout")?.kind;
  if (!mayBeLeftOut(job, scope) || checkout?.case !== "checkout") return { before: [], after: [] };
  scope.helpers.add("record");
  const call = `record(${isCell ? cellId(job, scope) : groovyString(id)})`;
  const placed = checkout.value.path ? block(`dir(${groovyString(checkout.value.path)})`, call) : call;
  if (!job.steps.some(judgesByItself)) return { before: [], after: [placed] };
  return {
    before: ["String before = currentBuild.currentResult"],
    after: [block("if (currentBuild.currentResult == before)", placed)],
  };
}

/** True for steps of plugins that can call a build unstable or failed, and go on. */
function judgesByItself({ kind, providerOptions }: Step): boolean {
  return kind.case === "native" || (kind.case === "report" && providerOptions.length > 0);
}

/** Which variant a cell of a native matrix is: a call of a method that looks its values up. */
function cellId(job: Job, scope: Scope): string {
  const axes = job.matrix!.axes.map(({ name }) => name);
  const ids = job.variants.map((variant) => {
    const values = flatten(variant);
    const words = axes.map((axis) => values.get(axis) ?? "");
    return `    ${groovyString(words.join(" "))}: ${groovyString(variant.id)},\n`;
  });
  const cell = axes.map((axis) => `env.${cellVariable(axis)}`).join(" + ' ' + ");
  return scope.bodies.valueFor("cell of ", job.id, `[\n${ids.join("")}  ][${cell}]`);
}
