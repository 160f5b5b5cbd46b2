import type { Invocation } from "./matrix.ts";
import { isRecord, listOf, type Raw, recordOf, textsOf } from "./raw.ts";

/** True for a job that asks the cache, under the id of the workflow, how all others ended: it tells of the whole run. */
export function isGate(job: unknown): boolean {
  return keysIn(job, "restore_cache").some(isOfWorkflow);
}

/** True for the gate, for the job that leaves the word for it, and for one that is there to have something begin. */
export function belongsToGate(key: string, jobs: Raw, gate: Invocation | undefined): boolean {
  if (!gate) return false;
  const job = jobs[key];
  if (isGate(job) || keysIn(job, "save_cache").some(isOfWorkflow)) return true;
  const isPlain = listOf(gate.given.requires).includes(key);
  return isPlain && recordOf(job).type === "no-op";
}

function keysIn(job: unknown, step: string): string[] {
  return listOf(recordOf(job).steps)
    .filter(isRecord)
    .flatMap((each) => {
      const { key, keys } = recordOf(each[step]);
      return [...textsOf(key), ...textsOf(keys)];
    });
}

function isOfWorkflow(key: string): boolean {
  return /^cig-gate-\{\{ \.Environment\.CIRCLE_WORKFLOW_ID \}\}$/.test(key);
}
