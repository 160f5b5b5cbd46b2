import type { Expression, Job } from "cig/sdk";
import { below, type Scope } from "../scope.ts";
import { referencesIn } from "../steps/outputs.ts";
import { whereScheduled } from "../triggers/on-schedule.ts";
import { type Refs, refsExpression } from "../triggers/refs.ts";
import { withOwnEvents } from "../value/event.ts";
import { allOf, anyOf, compileFilter } from "../value/filter.ts";
import { type Status, splitStatus } from "../value/status.ts";
import { partsOf } from "./guards.ts";

/** When a job runs. */
export interface JobCondition {
  readonly status: Status;
  /** An expression of CircleCI; absent: whenever the workflow does. */
  readonly filter?: string;
}

/** Whether a schedule starts the workflow in which a condition stands; undefined: it is for all of them. */
export type Scheduled = boolean | undefined;

/**
 * The conditions of all jobs, without those that never run in such a workflow. A job that waits for another without always() or failure() runs only where that one
 * does; CircleCI would forget about a job that is filtered out, so that its condition is added here.
 */
export function jobConditions(
  jobs: readonly Job[],
  scope: Scope,
  isScheduled: Scheduled,
): ReadonlyMap<string, JobCondition> {
  const conditions = new Map<string, JobCondition>();
  for (const job of jobs) {
    const condition = splitOf(job, isScheduled, scope);
    if (!condition || waitsForNothing(job, condition.status, conditions)) continue;
    const { status, rest } = condition;
    const own = rest ? filterOf(job, rest, scope) : undefined;
    const upstream = status === "success" ? job.needs.map((id) => conditions.get(id)?.filter) : [];
    const any = job.needsAny.map((id) => conditions.get(id)?.filter);
    // Where all that it can wait for are kept out, it is, too.
    const ofAny =
      status === "success" && any.length > 0 && any.every((each) => each !== undefined)
        ? anyOf(any)
        : undefined;
    const filters = [...upstream, ofAny, own].filter((each) => each !== undefined);
    conditions.set(job.id, { status, ...(filters.length > 0 && { filter: allOf(filters) }) });
  }
  return conditions;
}

/** The same, where something else must hold for each of them. */
export function within(
  filter: string | undefined,
  conditions: ReadonlyMap<string, JobCondition>,
): ReadonlyMap<string, JobCondition> {
  if (filter === undefined) return conditions;
  return new Map(
    [...conditions].map(([id, condition]): [string, JobCondition] => [
      id,
      {
        ...condition,
        filter: allOf([filter, ...(condition.filter === undefined ? [] : [condition.filter])]),
      },
    ]),
  );
}

/** True where jobs that never run are what the job waits for. */
function waitsForNothing(
  { needs, needsAny }: Job,
  status: Status,
  conditions: ReadonlyMap<string, JobCondition>,
): boolean {
  const isThere = (id: string) => conditions.has(id);
  if (status === "always") return false;
  if (status !== "success") return needs.length > 0 && !needs.some(isThere);
  return !needs.every(isThere) || (needsAny.length > 0 && !needsAny.some(isThere));
}

/** The filter of a job in a workflow that some branches and tags start. */
export function inRefs(filter: string, refs: Refs | undefined): string {
  if (!refs) return filter;
  const own = refsExpression(refs);
  // A job for one branch is for no tag, and the other way round.
  const isEnough =
    refs.branches === "all" &&
    refs.tags === "none" &&
    /^pipeline\.git\.branch == "[^"]+"(?: and (?!.* or ).*)?$/.test(filter);
  return isEnough || own === undefined ? filter : allOf([own, filter]);
}

/** Undefined for a condition that never holds in such a workflow. */
function splitOf(
  job: Job,
  isScheduled: Scheduled,
  top: Scope,
): { status: Status; rest?: Expression } | undefined {
  const scope = below(top, "jobs", job.id, "if");
  const whole = job.condition && withOwnEvents(job.condition, scope);
  const known = whole && isScheduled !== undefined ? whereScheduled(whole, isScheduled) : (whole ?? true);
  if (known === false) return undefined;
  const condition = splitStatus(known === true ? undefined : known);
  if (!condition)
    scope.report.add(
      "CC004",
      scope.subject,
      "CircleCI asks how other jobs have ended apart from anything else, and this condition mixes the two.",
      "Write failure() && … or always() && …, or split the job in two.",
    );
  return condition ?? { status: "success" };
}

function filterOf(job: Job, rest: Expression, top: Scope): string | undefined {
  const scope = below({ ...top, job }, "jobs", job.id, "if");
  const { filters, lost } = partsOf(job, rest, top);
  for (const part of lost) {
    // Says what is wrong with names that do not exist.
    const count = scope.report.diagnostics.length;
    if (!referencesIn(part).some(([kind]) => kind === "matrix")) compileFilter(part, scope);
    if (scope.report.diagnostics.length === count)
      scope.report.add(
        "CC004",
        scope.subject,
        "CircleCI decides before the workflow starts whether a job runs, and neither it nor a shell can decide this.",
        "Ask git.branch, git.tag, inputs or outputs, or move the condition to the steps.",
      );
  }
  return filters.length > 0 ? allOf(filters) : undefined;
}
