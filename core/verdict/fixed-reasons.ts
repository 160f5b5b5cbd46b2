import type { Reason } from "./verdict.ts";
import type { WorkJob } from "./work.ts";

/** What the graph alone says of the jobs, whatever the markers are. */
export interface FixedReasons {
  /** By job: why it always runs. Absent: a marker may speak for it. */
  readonly reasons: ReadonlyMap<string, Reason>;
  /** Jobs whose signature does not hold all that they depend on: nothing is recorded for them. */
  readonly inexact: ReadonlySet<string>;
}

/**
 * Finds the jobs that are never left out. Three things make a signature say less than it seems, and all that builds on
 * it with it: inputs that are not known, effects before it, and files or values of a job that leaves others each time.
 */
export function fixedReasons(jobs: readonly WorkJob[]): FixedReasons {
  const before = new Map<string, Inherited>();
  const unsteady = new Map<string, Reason>();
  const reasons = new Map<string, Reason>();
  const inexact = new Set<string>();
  const byId = new Map(jobs.map((job) => [job.id, job]));
  for (const job of jobs) {
    const inherited = inherit(job, byId, before);
    before.set(job.id, inherited);
    const ofFiles = unsteadyUse(job, byId, unsteady);
    if (ofFiles) unsteady.set(job.id, ofFiles);
    const broken = inherited.doubt ?? inherited.effects ?? ofFiles;
    if (broken || job.effects || job.asksStatus) inexact.add(job.id);
    const own = ownReason(job);
    const reason = own ?? broken;
    if (reason) reasons.set(job.id, reason);
  }
  return { reasons, inexact };
}

/** What a job has from those before it. */
interface Inherited {
  readonly doubt?: Reason;
  readonly effects?: Reason;
}

/** A signature is made of those before it: where one of them is not known, none behind it is. */
function inherit(
  job: WorkJob,
  byId: ReadonlyMap<string, WorkJob>,
  before: ReadonlyMap<string, Inherited>,
): Inherited {
  let doubt: Reason | undefined;
  let effects: Reason | undefined;
  for (const id of [...job.needs, ...job.needsAny]) {
    const need = byId.get(id);
    if (!need) continue;
    const own = need.variants.find((variant) => variant.doubt !== undefined)?.doubt;
    doubt ??= own === undefined ? before.get(id)?.doubt : { kind: "behind doubt", job: id, why: own };
    effects ??= need.effects ? { kind: "behind effects", job: id } : before.get(id)?.effects;
  }
  return { ...(doubt && { doubt }), ...(effects && { effects }) };
}

/** The first job whose files or values it uses although they are no function of that job's signature. */
function unsteadyUse(
  job: WorkJob,
  byId: ReadonlyMap<string, WorkJob>,
  unsteady: ReadonlyMap<string, Reason>,
): Reason | undefined {
  if (job.uses.length === 0) return undefined;
  const assured = succeededBefore(job, byId);
  for (const id of job.uses) {
    if (!assured.has(id)) return { kind: "unsteady", job: id, why: "may have failed" };
    if (byId.get(id)!.asksStatus) return { kind: "unsteady", job: id, why: "asks how others ended" };
    if (unsteady.has(id)) return { kind: "unsteady", job: id, why: "uses what is not the same" };
  }
  return undefined;
}

/** The jobs that have succeeded whenever this one starts. */
function succeededBefore(job: WorkJob, byId: ReadonlyMap<string, WorkJob>): ReadonlySet<string> {
  const found = new Set<string>();
  if (job.asksStatus) return found;
  const open = [...job.needs];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const need = byId.get(id);
    if (!need || need.mayFail || found.has(id)) continue;
    found.add(id);
    if (!need.asksStatus) open.push(...need.needs);
  }
  return found;
}

function ownReason(job: WorkJob): Reason | undefined {
  if (job.effects) return { kind: "effects" };
  if (job.alwaysRuns) return { kind: "always runs" };
  if (job.asksStatus) return { kind: "status" };
  if (job.condition)
    return {
      kind: "condition",
      holds: job.condition.holds,
      on: job.condition.holds === "unknown" ? job.condition.on : [],
    };
  return undefined;
}
