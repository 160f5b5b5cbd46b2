import { conjuncts, type Expression, type Job, type Status, statusAndRest, type Variant } from "cig/sdk";
import { openReport } from "../report.ts";
import { at, type Scope } from "../scope.ts";
import { referencesIn } from "../script/outputs.ts";
import type { Question } from "../script/question.ts";
import { allOf, always, type Cond } from "../value/cond.ts";
import { compileCondition } from "../value/condition.ts";

/** When a job runs. */
export interface When {
  readonly status: Status;
  /** What Buildkite decides when the pipeline is uploaded. */
  readonly decided: Cond;
  /** What the job has to find out itself. */
  readonly questions: readonly Question[];
}

/**
 * When all jobs run. A job that waits for another without always() or failure() runs only where that one does.
 * Buildkite takes a step that it left out for one that went well, so that its condition is added here.
 */
export function whenJobsRun(jobs: readonly Job[], scope: Scope): ReadonlyMap<string, When> {
  const all = new Map<string, When>();
  for (const job of jobs) all.set(job.id, whenOf(job, all, jobs, scope));
  return all;
}

/** What more decides for one variant: conditions that ask for its matrix. */
export function whenVariant(job: Job, variant: Variant, { decided }: When, scope: Scope): Cond {
  const own = matrixTerms(job).map((term) => compileCondition(term, { ...scope, job, variant }) ?? always);
  return allOf([decided, ...own]);
}

/** True when the variants of a job run under different conditions. */
export function differsByVariant(job: Job): boolean {
  return job.variants.length > 1 && matrixTerms(job).length > 0;
}

function whenOf(job: Job, before: ReadonlyMap<string, When>, jobs: readonly Job[], top: Scope): When {
  const scope: Scope = { ...at(top, "jobs", job.id, "if"), job };
  const split = statusAndRest(job.condition);
  const status = split?.status ?? "always";
  const ancestors = keysBefore(job, jobs, scope);
  const upstream = status === "success" ? job.needs.flatMap((id) => before.get(id) ?? []) : [];
  const decided = upstream.map((when) => when.decided);
  const doubtful = status === "success" ? job.needs.filter((id) => before.get(id)?.questions.length) : [];
  const questions: Question[] =
    doubtful.length > 0
      ? [{ kind: "worked", keys: doubtful.flatMap((id) => scope.keys.get(id) ?? [id]) }]
      : [];
  const terms = split ? (split.rest ? conjuncts(split.rest) : []) : job.condition ? [job.condition] : [];
  for (const term of terms) {
    if (isOfMatrix(term) && job.variants.length > 1 && isDecidable(term, job, scope)) continue;
    const cond = split && compileCondition(term, variantScope(job, scope));
    if (cond) decided.push(cond);
    else questions.push({ kind: "condition", expression: term, ancestors });
  }
  if (status === "failure") questions.push({ kind: "failure", ancestors });
  if (job.needsAny.length > 0)
    questions.push({ kind: "any", jobs: job.needsAny.map((id) => scope.keys.get(id) ?? [id]) });
  return { status, decided: allOf(decided), questions };
}

/** Keys of all jobs that this one waits for, directly or through others. */
function keysBefore(job: Job, jobs: readonly Job[], scope: Scope): string[] {
  const open = [...job.needs, ...job.needsAny];
  const found = new Set<string>();
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    const other = jobs.find((each) => each.id === id);
    open.push(...(other?.needs ?? []), ...(other?.needsAny ?? []));
  }
  return [...found].sort().flatMap((id) => scope.keys.get(id) ?? [id]);
}

function matrixTerms(job: Job): Expression[] {
  const rest = statusAndRest(job.condition)?.rest;
  return rest ? conjuncts(rest).filter(isOfMatrix) : [];
}

function isOfMatrix(term: Expression): boolean {
  return referencesIn(term).some(([kind]) => kind === "matrix");
}

function isDecidable(term: Expression, job: Job, scope: Scope): boolean {
  return job.variants.every(
    (variant) => compileCondition(term, { ...scope, job, variant, report: openReport() }) !== undefined,
  );
}

function variantScope(job: Job, scope: Scope): Scope {
  const [only, ...more] = job.variants;
  return only && more.length === 0 ? { ...scope, variant: only } : scope;
}
