import type { ValueOf } from "../../core/verdict/condition.ts";
import { contract } from "../../core/verdict/contract.ts";
import { decide } from "../../core/verdict/decide.ts";
import { toWorkJobs } from "../../core/verdict/to-work-jobs.ts";
import type { Verdicts } from "../../core/verdict/verdict.ts";
import { waitsFor } from "../../core/verdict/waits-for.ts";
import type { Found, Lookup, WorkJob } from "../../core/verdict/work.ts";
import type { Output } from "../../proto/gen/cig/plugin/v1/project_pb.ts";
import type { Job } from "../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { Bug } from "./bugs.ts";
import type { Commit, Context } from "./commit.ts";
import { sign } from "./sign.ts";

/** What cig makes of a run before its first job starts. */
export interface Decided {
  readonly output: Output;
  readonly signatures: ReadonlyMap<string, { readonly signature: string }>;
  readonly work: readonly WorkJob[];
  readonly verdicts: Verdicts;
  /** What a provider gets that is told only what runs. */
  readonly contracted: Output;
  /** What a graph that is written once waits for beside its needs. */
  readonly waits: ReadonlyMap<string, readonly string[]>;
}

export interface Question {
  readonly output: Output;
  readonly commit: Commit;
  readonly context: Context;
  readonly scopes: readonly string[];
  readonly now: number;
  readonly forced: boolean;
  readonly unreadable?: string | undefined;
  readonly found: (wanted: Lookup) => Found;
}

/** Asks cig's real code; a bug is planted beside it, in what goes in and what comes out. */
export function ask(question: Question, bug: Bug | undefined): Decided {
  const { output, commit, context, scopes, now } = question;
  const lookUp = namesOf(commit, context);
  const signatures = sign(output, commit, context, lookUp, question.unreadable, bug);
  const honest = shapeOf(output, context, lookUp).map((job) => ({
    ...job,
    variants: job.variants.map((variant) => ({ ...variant, ...signatures.get(variant.id)! })),
  }));
  const work = honest.map((job) => spoilJob(job, bug));
  const force = question.forced ? { force: { by: "CIG_FORCE" } } : {};
  const decided = decide(work, question.found, { scopes, now, ...force });
  const verdicts = spoilVerdicts(decided, honest, bug);
  const contracted = contract(output, verdicts);
  return {
    output,
    signatures,
    work: honest,
    verdicts,
    contracted: bug === "forget what held a need that is left out" ? unwired(contracted, output) : contracted,
    waits: bug === "wait only for the needs in a graph that is written once" ? new Map() : waitsOf(output),
  };
}

function namesOf(commit: Commit, { branch, event, pr }: Context) {
  const known: Readonly<Record<string, string>> = {
    "git.branch": branch,
    "git.sha": commit.sha,
    "git.tag": "",
    "run.event": event,
    "pr.number": pr > 0 ? String(pr) : "",
  };
  return (path: readonly string[]) => known[path.join(".")];
}

const shapes = new WeakMap<Output, Map<string, readonly WorkJob[]>>();

/** The jobs without their signatures: the same for all runs that conditions cannot tell apart. */
function shapeOf(output: Output, { branch, event }: Context, lookUp: ValueOf): readonly WorkJob[] {
  const known = shapes.get(output) ?? new Map<string, readonly WorkJob[]>();
  shapes.set(output, known);
  const key = `${event} ${branch}`;
  const shape =
    known.get(key) ?? toWorkJobs(output.jobs, { signatures: unsigned(output), lookUp, alwaysRuns });
  known.set(key, shape);
  return shape;
}

function unsigned({ jobs }: Output) {
  const signature = { signature: "0".repeat(64) };
  return new Map(jobs.flatMap(({ variants }) => variants.map(({ id }) => [id, signature] as const)));
}

function alwaysRuns({ skipIf }: Job): boolean {
  return skipIf === undefined;
}

const waits = new WeakMap<Output, ReadonlyMap<string, readonly string[]>>();

/** As it is found when files are rendered: no signature is known, and no name. */
function waitsOf(output: Output): ReadonlyMap<string, readonly string[]> {
  const known = waits.get(output);
  if (known) return known;
  const jobs = toWorkJobs(output.jobs, {
    signatures: unsigned(output),
    lookUp: () => undefined,
    alwaysRuns,
  });
  const found = waitsFor(jobs);
  waits.set(output, found);
  return found;
}

function spoilJob(job: WorkJob, bug: Bug | undefined): WorkJob {
  switch (bug) {
    case "leave out a job whose artifacts are needed":
      return { ...job, uses: [] };
    case "leave out a job that has effects":
    case "trust what is behind effects":
      return { ...job, effects: false };
    case "trust a signature in doubt":
      return { ...job, variants: job.variants.map(({ id, signature }) => ({ id, signature })) };
    case "ignore conditions": {
      const { condition, ...rest } = job;
      return rest;
    }
    case "leave out a job that asks how others ended":
      return { ...job, asksStatus: false };
    case "trust files of a job that may have failed":
      return { ...job, mayFail: false };
    case "leave out half of the alternatives":
      return { ...job, needsAny: [] };
    case "write the marker for the first copy alone":
      return { ...job, copies: 1 };
    default:
      return job;
  }
}

function spoilVerdicts(verdicts: Verdicts, jobs: readonly WorkJob[], bug: Bug | undefined): Verdicts {
  const all = new Map(verdicts);
  for (const job of jobs)
    for (const { id } of job.variants) {
      const own = all.get(id)!;
      if (bug === "trust what is behind effects" && job.effects)
        all.set(id, { ...own, verdict: "run", reason: { kind: "effects" } });
      const skipped = job.needs
        .flatMap((need) => jobs.find((each) => each.id === need)!.variants)
        .find((variant) => all.get(variant.id)!.verdict === "skip");
      if (bug === "prune what hangs on a job that is left out" && skipped)
        all.set(id, { ...own, verdict: "skip", reason: all.get(skipped.id)!.reason });
    }
  return all;
}

/** Needs that are left out are simply gone. */
function unwired(contracted: Output, output: Output): Output {
  const kept = new Set(contracted.jobs.map(({ id }) => id));
  const jobs = contracted.jobs.map((job) => {
    const { needs } = output.jobs.find(({ id }) => id === job.id)!;
    return { ...job, needs: needs.filter((id) => kept.has(id)) };
  });
  return { ...contracted, jobs };
}
