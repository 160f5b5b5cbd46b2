import type { Expression, Job } from "cig/sdk";
import { below, type Scope } from "../scope.ts";
import { referencesIn } from "../steps/outputs.ts";
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

/**
 * The conditions of all jobs. A job that waits for another without always() or failure() runs only where that one
 * does; CircleCI would forget about a job that is filtered out, so that its condition is added here.
 */
export function jobConditions(jobs: readonly Job[], scope: Scope): ReadonlyMap<string, JobCondition> {
  const conditions = new Map<string, JobCondition>();
  for (const job of jobs) {
    const { status, rest } = splitOf(job, scope);
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

function splitOf(job: Job, top: Scope): { status: Status; rest?: Expression } {
  const scope = below(top, "jobs", job.id, "if");
  const condition = splitStatus(job.condition && withOwnEvents(job.condition, scope));
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
