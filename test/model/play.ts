import type { Output } from "../../proto/gen/cig/plugin/v1/project_pb.ts";
import type { Job } from "../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { type Expression, Function as Fn } from "../../proto/gen/cig/plugin/v1/value_pb.ts";
import type { Context } from "./commit.ts";
import type { End, Fate } from "./oracle.ts";

/** What a provider is given beside the jobs. */
export interface Rules {
  readonly fate: Fate;
  readonly cancelled: ReadonlySet<string>;
  /** The value of an output of a job. */
  readonly outputOf: (job: string) => string;
  /** Graphs that are written once: the variants that do not run, and what each job waits for beside its needs. */
  readonly leftOut?: ReadonlySet<string>;
  readonly waits?: ReadonlyMap<string, readonly string[]>;
}

/**
 * Plays a planned output as providers do (docs/decisions/0010): each job waits for those that it names, and looks at
 * how they ended. A job all of whose variants are left out is neither failed nor successful, and no hindrance.
 */
export function play({ jobs }: Pick<Output, "jobs">, context: Context, rules: Rules): Map<string, End> {
  const ends = new Map<string, End>();
  const byId = new Map(jobs.map((job) => [job.id, job]));
  const isOut = (job: Job) =>
    rules.leftOut !== undefined && job.variants.every(({ id }) => rules.leftOut!.has(id));
  const endsOf = (job: Job) => job.variants.flatMap(({ id }) => ends.get(id) ?? []);
  const well = (id: string) => {
    const job = byId.get(id)!;
    if (isOut(job)) return true;
    return endsOf(job).every((end) => end === "success" || (end === "failure" && job.continueOnError));
  };
  for (const job of jobs) {
    const state: State = {
      well: () =>
        [...job.needs, ...(rules.waits?.get(job.id) ?? [])].every(well) &&
        (job.needsAny.length === 0 || job.needsAny.some(well)),
      failed: () =>
        before(job, byId).some((other) => !other.continueOnError && endsOf(other).includes("failure")),
    };
    const asked = job.condition && asksHow(job.condition);
    const isTurn =
      !rules.cancelled.has(job.id) &&
      (asked || state.well()) &&
      (!job.condition || truth(job.condition, state, context, rules));
    for (const { id } of job.variants)
      if (!rules.leftOut?.has(id)) ends.set(id, isTurn ? rules.fate(id) : "kept out");
  }
  return ends;
}

interface State {
  well(): boolean;
  failed(): boolean;
}

function before(job: Job, byId: ReadonlyMap<string, Job>): Job[] {
  const found = new Set<Job>();
  const open = [...job.needs, ...job.needsAny];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const other = byId.get(id)!;
    if (found.has(other)) continue;
    found.add(other);
    open.push(...other.needs, ...other.needsAny);
  }
  return [...found];
}

function asksHow({ kind }: Expression): boolean {
  return kind.case === "call" && (kind.value.function >= Fn.SUCCESS || kind.value.arguments.some(asksHow));
}

function truth({ kind }: Expression, state: State, context: Context, rules: Rules): boolean {
  if (kind.case !== "call") throw new Error("bug of the model: a condition that is no call");
  const { function: fn, arguments: inner } = kind.value;
  switch (fn) {
    case Fn.AND:
      return inner.every((each) => truth(each, state, context, rules));
    case Fn.EQUAL:
      return textOf(inner[0]!, context, rules) === textOf(inner[1]!, context, rules);
    case Fn.NOT_EQUAL:
      return textOf(inner[0]!, context, rules) !== textOf(inner[1]!, context, rules);
    case Fn.SUCCESS:
      return state.well();
    case Fn.FAILURE:
      return state.failed();
    case Fn.ALWAYS:
      return true;
    default:
      throw new Error(`bug of the model: ${Fn[fn]}`);
  }
}

function textOf({ kind }: Expression, context: Context, rules: Rules): string {
  if (kind.case === "literal") return String(kind.value.kind.value);
  if (kind.case !== "reference") throw new Error("bug of the model: no text");
  const name = kind.value.path.join(".");
  if (name === "git.branch") return context.branch;
  if (name === "run.event") return context.event;
  if (kind.value.path[0] === "jobs") return rules.outputOf(kind.value.path[1]!);
  throw new Error(`bug of the model: ${name}`);
}
