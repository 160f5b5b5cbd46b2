import { type Job, table, type Yaml } from "cig/sdk";
import { below } from "../scope.ts";
import type { JobCondition } from "./condition.ts";
import type { Placed } from "./invocation.ts";

/** What other jobs write to wait for this one: the matrix as a whole, or each variant. */
export function namesToRequire({ matrix, key, names }: Placed): string[] {
  return matrix ? [key] : [...names.values()];
}

/** A job that does nothing: it is not run when one of those that it requires does not end well. */
export interface Watch {
  readonly name: string;
  readonly requires: Yaml[];
}

/**
 * The watch of a job that is for failures and needs several: CircleCI can wait for this or that end of each job, and
 * not for any of them to fail. Undefined where none is needed.
 */
export function watchFor(
  { job, key }: Placed,
  all: ReadonlyMap<string, Placed>,
  { status }: JobCondition,
): Watch | undefined {
  const needs = job.needs.flatMap((id) => all.get(id) ?? []);
  if (!isForFailures(status) || needs.flatMap(namesToRequire).length < 2) return undefined;
  return { name: `all-well-before-${key}`, requires: needs.flatMap((placed) => endedWell(placed)) };
}

/** The value of `requires`. A job that may fail, and a condition that asks how jobs ended, say so for each. */
export function requiresOf(
  placed: Placed,
  all: ReadonlyMap<string, Placed>,
  condition: JobCondition,
): Yaml[] {
  const { job } = placed;
  const { status } = condition;
  const needs = job.needs.flatMap((id) => all.get(id) ?? []);
  const any = job.needsAny.flatMap((id) => all.get(id) ?? []);
  // Whether one of these went well is asked by the job itself, when all of them have ended.
  const ended = any.flatMap((each) => withStatus(each, "terminal"));
  if (status === "success") return [...needs.flatMap(endedWell), ...ended];
  if (status === "always") return [...needs.flatMap((each) => withStatus(each, "terminal")), ...ended];
  const watch = watchFor(placed, all, condition);
  report(placed, needs, watch !== undefined, condition);
  if (watch)
    return [
      ...needs.flatMap((each) => withStatus(each, "terminal")),
      table([watch.name, "not_run"]),
      ...ended,
    ];
  return [...needs.flatMap((each) => withStatus(each, badEnds(each, all, condition))), ...ended];
}

/** How a job must have ended in a run that went well: one for failures has not run then, nor has what waits for it. */
export function endsWell(placed: Placed, all: ReadonlyMap<string, Placed>): Yaml[] {
  if (isPlain(placed.job, all)) return endedWell(placed);
  return withStatus(placed, ["success", "not_run", ...(placed.job.continueOnError ? ["failed"] : [])]);
}

function endedWell(placed: Placed): Yaml[] {
  return placed.job.continueOnError ? withStatus(placed, ["success", "failed"]) : namesToRequire(placed);
}

function withStatus(placed: Placed, status: Yaml): Yaml[] {
  return namesToRequire(placed).map((name) => table([name, status]));
}

/** How a job ends badly: a failure before it keeps it from running, which is seen from behind it as a failure, too. */
function badEnds({ job }: Placed, all: ReadonlyMap<string, Placed>, { status }: JobCondition): Yaml {
  const ends = {
    success: [],
    always: [],
    failure: ["failed"],
    cancelled: ["canceled"],
    "failure or cancelled": ["failed", "canceled"],
  }[status];
  const isKeptOut = status !== "cancelled" && job.needs.length > 0 && isPlain(job, all);
  const list = [...ends, ...(isKeptOut ? ["not_run"] : [])];
  return list.length === 1 ? list[0]! : list;
}

/** True for a job that only a failure before it keeps from running: neither it nor those before it are for failures. */
function isPlain(job: Job, all: ReadonlyMap<string, Placed>): boolean {
  const seen = new Set<string>();
  const open = [job];
  for (let next = open.pop(); next; next = open.pop()) {
    if (seen.has(next.id)) continue;
    seen.add(next.id);
    if (isForFailures(all.get(next.id)?.status ?? "success")) return false;
    open.push(...[...next.needs, ...next.needsAny].flatMap((id) => all.get(id)?.job ?? []));
  }
  return true;
}

function isForFailures(status: JobCondition["status"]): boolean {
  return status !== "success" && status !== "always";
}

function report(
  { job, compiled: { scope } }: Placed,
  needs: readonly Placed[],
  hasWatch: boolean,
  { status }: JobCondition,
): void {
  const subject = below(scope, "if").subject;
  if (needs.length === 0)
    scope.report.add(
      "CC004",
      subject,
      `The job "${job.id}" waits for a failure and needs no job that could fail.`,
      "Let the job need one job.",
    );
  else if (hasWatch && status === "cancelled")
    scope.report.add(
      "CC004",
      subject,
      "CircleCI can wait for one job to be cancelled, and not for any of several.",
      "Let the job need one job.",
    );
}
