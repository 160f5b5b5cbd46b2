import { leavesOut, type Reason } from "./verdict.ts";
import type { WorkJob } from "./work.ts";

/**
 * Makes run what others need of the variants that would be left out, until nothing changes: all of a job whose files or
 * values something that runs uses, and alternatives that would no longer be alternatives. Changes `decided`.
 */
export function runWhatIsNeeded(jobs: readonly WorkJob[], decided: Map<string, Reason>): void {
  const byId = new Map(jobs.map((job) => [job.id, job]));
  const isRunning = (job: WorkJob) => job.variants.some(({ id }) => !leavesOut(decided.get(id)!));
  const open = jobs.filter(isRunning).reverse();
  const run = (job: WorkJob, reason: Reason) => {
    const kept = job.variants.filter(({ id }) => leavesOut(decided.get(id)!));
    if (kept.length === 0) return;
    const isNew = !isRunning(job);
    for (const { id } of kept) decided.set(id, reason);
    if (isNew) open.push(job);
  };
  const groups = jobs
    .filter(({ needsAny }) => needsAny.length > 0)
    .map((job) => ({ job, before: allBefore(job.needsAny, byId) }));
  do {
    for (let job = open.pop(); job; job = open.pop())
      for (const id of job.uses) {
        const used = byId.get(id);
        // A matrix leaves its files together, and nobody knows which of them is wanted.
        if (used) run(used, { kind: "needed", by: job.id });
      }
    for (const { job, before } of groups) if (before.some(isRunning)) keepWhole(job, byId, isRunning, run);
  } while (open.length > 0);
}

/**
 * `needs_any` says "one of these", which cannot be said any more of what those wait for in turn. So as long as anything
 * before the alternatives runs, all of them do, and the job itself does.
 */
function keepWhole(
  job: WorkJob,
  byId: ReadonlyMap<string, WorkJob>,
  isRunning: (job: WorkJob) => boolean,
  run: (job: WorkJob, reason: Reason) => void,
): void {
  const reason: Reason = { kind: "alternatives", of: job.id };
  for (const each of [job.id, ...job.needsAny]) {
    const member = byId.get(each);
    if (member && !isRunning(member)) run(member, reason);
  }
}

/** The jobs with these ids and all that they wait for, however far. */
function allBefore(ids: readonly string[], byId: ReadonlyMap<string, WorkJob>): WorkJob[] {
  const found = new Set<WorkJob>();
  const open = [...ids];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const job = byId.get(id);
    if (!job || found.has(job)) continue;
    found.add(job);
    open.push(...job.needs, ...job.needsAny);
  }
  return [...found];
}
