import type { Job, Variant } from "../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { type Answer, ask, asksStatus, type ValueOf } from "./condition.ts";
import { usesOf } from "./uses.ts";
import type { WorkCondition, WorkJob, WorkVariant } from "./work.ts";

/** What the plan does not know of its jobs. */
export interface WorkFacts {
  /** By variant; one without an entry is in doubt. */
  readonly signatures: ReadonlyMap<string, Omit<WorkVariant, "id">>;
  /** Values of `git.…`, `pr.…`, `run.…` in this run; see `ask`. */
  readonly lookUp: ValueOf;
  /** True for jobs that nobody wants to be left out. Absent: none. */
  readonly alwaysRuns?: (job: Job) => boolean;
}

/** The jobs of one workflow, in topological order, as verdicts see them. */
export function toWorkJobs(jobs: readonly Job[], facts: WorkFacts): WorkJob[] {
  const byId = new Map(jobs.map((job) => [job.id, job]));
  return jobs.map((job) => {
    const condition = conditionOf(job, facts.lookUp);
    return {
      id: job.id,
      variants: job.variants.map(({ id }) => toVariant(job, id, facts)),
      needs: job.needs,
      needsAny: job.needsAny,
      uses: usesOf(job, () => ancestorsOf(job, byId)),
      effects: hasEffects(job),
      asksStatus: asksStatus(job.condition),
      ...(condition && { condition }),
      ...(job.continueOnError && { mayFail: true }),
      ...(job.parallelism > 1 && { copies: job.parallelism }),
      ...(facts.alwaysRuns?.(job) && { alwaysRuns: true }),
    };
  });
}

/** True for a job that changes the world, or asks a person. */
export function hasEffects(job: Job): boolean {
  return (
    job.effects ||
    job.environment !== undefined ||
    job.approval !== undefined ||
    job.steps.some(({ kind }) => kind.case === "approve")
  );
}

function toVariant(job: Job, id: string, { signatures }: WorkFacts): WorkVariant {
  const known = signatures.get(id) ?? { signature: "", doubt: "it has no signature" };
  const doubt = known.doubt ?? ownDoubt(job);
  return { id, signature: known.signature, ...(doubt !== undefined && { doubt }) };
}

/** What no signature of this commit can hold. */
function ownDoubt(job: Job): string | undefined {
  const another = job.steps.some(
    ({ kind }) => kind.case === "checkout" && (kind.value.ref?.parts.length ?? 0) > 0,
  );
  return another ? "it checks out another commit than the one that is looked at" : undefined;
}

/** What can be said of the conditions of all variants: the worst of them. */
function conditionOf(job: Job, lookUp: ValueOf): WorkCondition | undefined {
  if (!job.condition || asksStatus(job.condition)) return undefined;
  const answers = job.variants.map((variant) => ask(job.condition, withMatrix(variant, lookUp)));
  return worst(answers);
}

function worst(answers: readonly Answer[]): WorkCondition | undefined {
  const on = answers.flatMap((answer) => (answer.holds === "unknown" ? answer.on : []));
  if (on.length > 0) return { holds: "unknown", on: [...new Set(on)] };
  const not = answers.filter(({ holds }) => holds === "no").length;
  if (not === 0) return undefined;
  return not === answers.length ? { holds: "no" } : { holds: "unknown", on: ["matrix"] };
}

/** A variant knows its own values. */
export function withMatrix({ values }: Pick<Variant, "values">, lookUp: ValueOf): ValueOf {
  return (path) => {
    if (path[0] !== "matrix") return lookUp(path);
    const kind = values?.entries.find(({ key }) => key === path[1])?.value?.kind;
    if (path.length > 2 || !kind?.case || kind.case === "list" || kind.case === "table") return undefined;
    return String(kind.value);
  };
}

/** All that a job waits for, however far. */
function ancestorsOf(job: Job, byId: ReadonlyMap<string, Job>): string[] {
  const found = new Set<string>();
  const open = [...job.needs, ...job.needsAny];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    open.push(...(byId.get(id)?.needs ?? []), ...(byId.get(id)?.needsAny ?? []));
  }
  return [...found];
}
