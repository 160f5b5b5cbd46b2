import type { Output } from "../../proto/gen/cig/plugin/v1/project_pb.ts";
import type { Commit, Context } from "./commit.ts";
import { type Fate, type Truth, tellTruth, usedBy } from "./oracle.ts";
import { play } from "./play.ts";
import type { Decided } from "./run.ts";
import { ancestors, variantsOf } from "./spec.ts";

/** What must never happen, and did. */
export interface Violation {
  readonly rule: Rule;
  readonly message: string;
}

export type Rule =
  | "skipped without success"
  | "needed and not there"
  | "other jobs ran"
  | "effects left out"
  | "run without need"
  | "expired marker";

/** Plays a run three times: as it would have been in truth, as a graph that is written once, and contracted. */
export function playRun(
  decided: Decided,
  commit: Commit,
  context: Context,
  fate: Fate,
  cancelled: ReadonlySet<string>,
): { truth: Truth; leftOut: ReadonlySet<string>; violations: Violation[] } {
  const { jobs } = commit.tree;
  const leftOut = new Set(
    [...decided.verdicts.values()].flatMap(({ id, verdict }) => (verdict === "skip" ? id : [])),
  );
  const truth = tellTruth(commit, context, { leftOut, fate, cancelled });
  const violations: Violation[] = [];
  for (const job of jobs)
    if (job.effects && variantsOf(job).some((id) => leftOut.has(id)))
      violations.push({ rule: "effects left out", message: `${job.id} has effects and is left out.` });
  violations.push(...missing(commit, truth, leftOut), ...unreachable(decided.contracted, decided.output));
  const outputOf = (job: string) => truth.outputs.get(job)!;
  const common = { fate, cancelled, outputOf };
  const ways = {
    "written once": play(decided.output, context, { ...common, leftOut, waits: decided.waits }),
    contracted: play(decided.contracted, context, common),
  };
  for (const [way, ends] of Object.entries(ways))
    for (const [id, end] of truth.ends) {
      if (leftOut.has(id)) continue;
      const played = ends.get(id) ?? "kept out";
      if (played !== end)
        violations.push({
          rule: "other jobs ran",
          message: `${way}: ${id} ends with "${played}"; had everything run, it had been "${end}".`,
        });
    }
  return { truth, leftOut, violations };
}

/** What runs and takes files or values of a job that does not run, or not wholly. */
function missing({ tree: { jobs } }: Commit, truth: Truth, leftOut: ReadonlySet<string>): Violation[] {
  const before = ancestors(jobs);
  return jobs.flatMap((job) => {
    const isRunning = variantsOf(job).some((id) => !leftOut.has(id) && truth.ends.get(id) !== "kept out");
    if (!isRunning) return [];
    return usedBy(job, jobs, before).flatMap((used): Violation[] => {
      const out = variantsOf(jobs.find(({ id }) => id === used)!).filter((id) => leftOut.has(id));
      return out.map((id) => ({
        rule: "needed and not there",
        message: `${job.id} runs and needs what ${id} leaves, which is left out.`,
      }));
    });
  });
}

/** A download in the contracted plan of a job that is not in it, not whole, or not waited for. */
function unreachable(contracted: Output, output: Output): Violation[] {
  const whole = new Map(output.jobs.map(({ id, variants }) => [id, variants.length]));
  const behind = new Map<string, ReadonlySet<string>>();
  const violations: Violation[] = [];
  for (const job of contracted.jobs) {
    const all = new Set([...job.needs, ...job.needsAny].flatMap((id) => [id, ...(behind.get(id) ?? [])]));
    behind.set(job.id, all);
    for (const { kind } of job.steps) {
      if (kind.case !== "download") continue;
      const from = contracted.jobs.find(({ id }) => id === kind.value.job);
      if (!from || from.variants.length !== whole.get(from.id) || !all.has(from.id))
        violations.push({
          rule: "needed and not there",
          message: `${job.id} downloads from ${kind.value.job}, which is not before it in the contracted plan, or not whole.`,
        });
    }
  }
  return violations;
}
