import { type Expression, type Job, Function as Name } from "cig/sdk";
import { compileCondition, compileTruth, conditionText } from "../expression/condition.ts";
import { atom, call, join, member, not, type Operand, quoted } from "../expression/operand.ts";
import { places } from "../expression/place.ts";
import type { Scope } from "../scope.ts";
import { optionOf } from "../yaml/options.ts";

/**
 * The value of a job's `if`. GitHub's success() asks every job before, however far away, and knows no alternatives. So
 * where a job has alternatives, or stands behind one that works in spite of a failure, the results of those that it
 * waits for are asked one by one. A condition with failure(), always() or cancelled() decides alone, as everywhere.
 */
export function compileJobCondition(job: Job, scope: Scope): string | boolean | undefined {
  if (job.needsAny.length === 0 && !isBehindTolerant(job, scope.output.jobs))
    return compileCondition(job.condition, places.jobIf, scope);
  if (asksBack(job.condition, statusNames)) {
    const own = compileTruth(job.condition, places.jobIf, { ...scope, success: wellBefore(job) });
    return own && conditionText(own);
  }
  if (asksBack(job.condition, new Set([Name.SUCCESS]))) {
    const own = compileTruth(job.condition, places.jobIf, { ...scope, success: wellBefore(job) });
    return own && conditionText(join("&&", [notCancelled, own]));
  }
  const own = compileTruth(job.condition, places.jobIf, scope);
  if (own?.source === "false") return false;
  const all = [notCancelled, wellBefore(job), ...(own && own.source !== "true" ? [own] : [])];
  return conditionText(join("&&", all));
}

/** The ids of all jobs that a job waits for, in GitHub's order for people: sorted. */
export function allNeeds({ needs, needsAny }: Job): string[] {
  return [...new Set([...needs, ...needsAny])].sort();
}

const statusNames: ReadonlySet<Name> = new Set([Name.FAILURE, Name.ALWAYS, Name.CANCELLED]);
const notCancelled = not(call("cancelled"));

/** All that the job needs has ended well, and one of its alternatives. */
function wellBefore({ needs, needsAny }: Job): Operand {
  const endedWell = (id: string) => join("==", [atom(`${member("needs", id)}.result`), quoted("success")]);
  const all = needs.map(endedWell);
  return join("&&", needsAny.length > 0 ? [...all, join("||", needsAny.map(endedWell))] : all);
}

/** True when a job before this one may have worked although one before that did not end well. */
function isBehindTolerant(job: Job, jobs: readonly Job[]): boolean {
  const byId = new Map(jobs.map((each) => [each.id, each]));
  const seen = new Set<string>();
  const open = allNeeds(job);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const before = byId.get(id);
    if (!before || seen.has(id)) continue;
    seen.add(id);
    if (isTolerant(before)) return true;
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
