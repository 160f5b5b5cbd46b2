import type { Job } from "../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { byCodeUnit } from "../compare.ts";
import { referencesOfJob } from "../support/references.ts";

/**
 * The run-time names that a job's work reads and whose values its definition does not hold, sorted: "git.sha",
 * "run.event", "inputs.level". Their values are inputs like any other, so that they belong into the signature; one whose
 * value is not known is a doubt. Not among them are the job's own condition, which is asked before each run, names that
 * are only shown, secrets, whose values nobody may keep, and what other components hold.
 */
export function runNamesOf(job: Job): string[] {
  const work = {
    ...job,
    condition: undefined,
    nameText: undefined,
    concurrency: undefined,
  } as unknown as Job;
  const own = new Set(job.env.map(({ name }) => name));
  const names = new Set<string>();
  for (const { path } of referencesOfJob(work)) {
    const [scope = "", name = ""] = path;
    if (elsewhere.has(scope) || (scope === "env" && own.has(name))) continue;
    names.add(path.join("."));
  }
  return [...names].sort(byCodeUnit);
}

/** Of the definition, the matrix, the signatures before, the machine, or of nobody's business. */
const elsewhere: ReadonlySet<string> = new Set([
  "matrix",
  "jobs",
  "steps",
  "secrets",
  "runner",
  "workspace",
  "shard",
]);
