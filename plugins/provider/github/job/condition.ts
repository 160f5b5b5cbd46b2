import { type Expression, type Job, Function as Name, type Output } from "cig/sdk";
import { compileCondition, compileTruth, conditionText } from "../expression/condition.ts";
import { atom, call, join, member, not, type Operand, quoted } from "../expression/operand.ts";
import { places } from "../expression/place.ts";
import type { Scope } from "../scope.ts";
import { isLeftOut, isNotLeftOut, mayBeLeftOut } from "../skipping/verdict.ts";
import { optionOf } from "../yaml/options.ts";

/** What a job waits for, and the value of its `if`. */
export interface JobStart {
  readonly needs: readonly string[];
  readonly condition: string | boolean | undefined;
}

/**
 * When a job starts. GitHub's success() asks every job before, however far away, knows no alternatives, and takes a job
 * that was left out because it had already passed for one that went wrong. So where a job has alternatives, may be left
 * out, or stands behind one that may be or that works in spite of a failure, the results of those that it waits for are
 * asked one by one. A condition with failure(), always() or cancelled() decides alone, as everywhere.
 */
export function compileJobStart(job: Job, scope: Scope): JobStart {
  const { output } = scope;
  const mayBe = mayBeLeftOut(job, output);
  const needs = allNeeds(job);
  if (!mayBe && job.needsAny.length === 0 && !isBehindTolerant(job, output))
    return { needs, condition: compileCondition(job.condition, places.jobIf, scope) };
  const asksSuccess = asksBack(job.condition, new Set([Name.SUCCESS]));
  const decidesAlone = asksBack(job.condition, statusNames);
  const before = wellBefore(job, output);
  const own = compileTruth(
    job.condition,
    places.jobIf,
    asksSuccess || decidesAlone ? { ...scope, success: before ?? always } : scope,
  );
  const asked = asksSuccess || !decidesAlone ? [...needs, ...job.waitsFor] : [];
  const isDecided = mayBe || asked.some((id) => isLeftOutById(id, output));
  return {
    // What stands behind the job that decides is waited for because of what may be left out.
    needs: isDecided ? [...needs, output.skipping!.job, ...(asked.length > 0 ? job.waitsFor : [])] : needs,
    condition:
      own?.source === "false" ? false : job.condition && !own ? undefined : conditionText(join("&&", all())),
  };

  function all(): Operand[] {
    return [
      ...(decidesAlone ? [] : [notCancelled]),
      ...(mayBe ? [isNotLeftOut(job.id, output)] : []),
      ...(asksSuccess || decidesAlone || !before ? [] : [before]),
      ...(own && own.source !== "true" ? [own] : []),
    ];
  }
}

/** The ids of all jobs that a job waits for, in GitHub's order for people: sorted. */
export function allNeeds({ needs, needsAny }: Job): string[] {
  return [...new Set([...needs, ...needsAny])].sort();
}

const statusNames: ReadonlySet<Name> = new Set([Name.FAILURE, Name.ALWAYS, Name.CANCELLED]);
const notCancelled = not(call("cancelled"));
const always = call("always");

/**
 * All that the job waits for has ended well or had passed before, and one of its alternatives. Undefined: it waits for
 * nothing.
 */
function wellBefore(job: Job, output: Output): Operand | undefined {
  const { needs, needsAny, waitsFor } = job;
  // Who starts its machine is left out with it alone.
  const isOwnLaunch = (id: string) => output.jobs.some((each) => each.id === id && each.launches === job.id);
  const waysOf = (id: string) => [
    join("==", [atom(`${member("needs", id)}.result`), quoted("success")]),
    ...(isLeftOutById(id, output) && !isOwnLaunch(id) ? [isLeftOut(id, output)] : []),
  ];
  const all = [...needs, ...waitsFor].map((id) => join("||", waysOf(id)));
  const any = needsAny.length > 0 ? [join("||", needsAny.flatMap(waysOf))] : [];
  return all.length + any.length > 0 ? join("&&", [...all, ...any]) : undefined;
}

function isLeftOutById(id: string, output: Output): boolean {
  return output.jobs.some((job) => job.id === id && mayBeLeftOut(job, output));
}

/** True when a job before this one may have been left out, or have worked although one before that did not end well. */
function isBehindTolerant(job: Job, output: Output): boolean {
  const byId = new Map(output.jobs.map((each) => [each.id, each]));
  const seen = new Set<string>();
  const open = allNeeds(job);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const before = byId.get(id);
    if (!before || seen.has(id)) continue;
    seen.add(id);
    if (mayBeLeftOut(before, output) || isTolerant(before)) return true;
    open.push(...allNeeds(before));
  }
  return false;
}

function isTolerant(job: Job): boolean {
  if (allNeeds(job).length === 0) return false;
  if (job.needsAny.length > 0 || asksBack(job.condition, statusNames)) return true;
  return /\b(?:failure|always|cancelled)\s*\(/.test(String(optionOf(job.providerOptions, "if") ?? ""));
}

/** True when one of the functions stands anywhere in the condition. */
function asksBack(condition: Expression | undefined, names: ReadonlySet<Name>): boolean {
  if (condition?.kind.case !== "call") return false;
  const { function: name, arguments: inner } = condition.kind.value;
  return names.has(name) || inner.some((each) => asksBack(each, names));
}
