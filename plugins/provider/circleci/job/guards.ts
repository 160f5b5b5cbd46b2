import { conjuncts, type Expression, type Job, type Output } from "cig/sdk";
import { below, type Scope } from "../scope.ts";
import { referencesIn } from "../steps/outputs.ts";
import { withOwnEvents } from "../value/event.ts";
import { compileFilter } from "../value/filter.ts";
import { compileGuard } from "../value/guard.ts";
import { quietly } from "../value/operand.ts";
import { splitStatus } from "../value/status.ts";

/** The parts of a job's condition: what CircleCI decides, and what the job asks itself when it has started. */
export interface Parts {
  readonly filters: readonly string[];
  readonly guards: readonly Expression[];
  /** Parts that neither can say. */
  readonly lost: readonly Expression[];
}

/** `rest` is the condition without its status. Remarks go nowhere. */
export function partsOf(job: Job, rest: Expression | undefined, top: Scope): Parts {
  const scope = quietly(below({ ...top, job }, "jobs", job.id, "if"));
  const filters: string[] = [];
  const guards: Expression[] = [];
  const lost: Expression[] = [];
  for (const part of rest ? conjuncts(rest) : []) {
    const isOfMatrix = referencesIn(part).some(([kind]) => kind === "matrix");
    const filter = isOfMatrix ? undefined : compileFilter(part, scope);
    if (filter !== undefined) filters.push(filter);
    else if (!isOfMatrix && compileGuard(part, new Map(), scope) !== undefined) guards.push(part);
    else lost.push(part);
  }
  return { filters, guards, lost };
}

/**
 * What a job asks at its start before it goes on: its own questions, and those of the jobs that it waits for, as a
 * job that halts has succeeded for CircleCI.
 */
export function guardsOf(job: Job, scope: Scope): readonly Expression[] {
  // A job is asked about by everything behind it.
  const known = guards.get(job);
  if (known) return known;
  const answer = findGuards(job, scope);
  guards.set(job, answer);
  return answer;
}

const guards = new WeakMap<Job, readonly Expression[]>();

function findGuards(job: Job, scope: Scope): readonly Expression[] {
  const condition = job.condition && withOwnEvents(job.condition, quietly(scope));
  const { status, rest } = splitStatus(condition) ?? { status: "success" };
  const own = partsOf(job, rest, scope).guards;
  if (status !== "success") return own;
  const upstream = job.needs.flatMap((id) => {
    const other = scope.output.jobs.find((each) => each.id === id);
    return other ? guardsOf(other, scope) : [];
  });
  return [...new Set([...upstream, ...own])];
}

/** True when the job waits for the other one, directly or through others. */
export function waitsFor(job: Job, id: string, { jobs }: Output): boolean {
  const seen = new Set<string>();
  const open = [...job.needs, ...job.needsAny];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === id) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    const other = jobs.find((each) => each.id === next);
    open.push(...(other?.needs ?? []), ...(other?.needsAny ?? []));
  }
  return false;
}
