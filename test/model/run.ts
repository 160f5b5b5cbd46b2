import { contract } from "../../core/verdict/contract.ts";
import { toWorkJobs } from "../../core/verdict/to-work-jobs.ts";
import type { Verdicts } from "../../core/verdict/verdict.ts";
import { waitsFor } from "../../core/verdict/waits-for.ts";
import type { Found, Lookup } from "../../core/verdict/work.ts";
import { forceOf } from "../../core/work/force.ts";
import { type Origin, originOf } from "../../core/work/origin.ts";
import { type Environment, type SignedJob, signWork } from "../../core/work/sign.ts";
import { verdictsOf } from "../../core/work/verdicts.ts";
import type { JobWork } from "../../core/work/work-plan.ts";
import type { Output } from "../../proto/gen/cig/plugin/v1/project_pb.ts";
import type { Bug } from "./bugs.ts";
import type { Commit, Context } from "./commit.ts";
import type { Planned } from "./planner.ts";
import { treeOf } from "./tree.ts";

/** What cig makes of a run before its first job starts. */
export interface Decided {
  readonly output: Output;
  readonly origin: Origin;
  readonly isForced: boolean;
  readonly signed: readonly SignedJob[];
  /** By variant. */
  readonly signatures: ReadonlyMap<string, string>;
  readonly verdicts: Verdicts;
  /** What a provider gets that is told only what runs. */
  readonly contracted: Output;
  /** What a graph that is written once waits for beside its needs. */
  readonly waits: ReadonlyMap<string, readonly string[]>;
}

export interface Question {
  readonly planned: Planned;
  readonly commit: Commit;
  readonly context: Context;
  readonly now: number;
  readonly forced: boolean;
  /** A file. */
  readonly unreadable?: string | undefined;
  readonly found: (wanted: Lookup, origin: Origin) => Found;
}

/** Asks cig's real code; a bug is planted beside it, in what goes in and what comes out. */
export async function ask(question: Question, bug: Bug | undefined): Promise<Decided> {
  const { planned, commit, context, now, found } = question;
  const environment = environmentOf(commit, context, question.forced);
  const origin = originOf(environment);
  const force = forceOf({ environment, noSkip: false, label: "", messages: [] });
  const tree = treeOf(commit.tree.files, question.unreadable);
  const blind = planned.work.map((work) => blinded(work, bug));
  const signed = signWork(blind, tree, environment).map((job, index) => ({
    ...job,
    work: planned.work[index]!,
  }));
  const decided = await verdictsOf(
    signed.map((job) => spoiled(job, bug)),
    {
      origin,
      now,
      ...(force && { force }),
      lookUp: async () => (wanted) => found(wanted, origin),
    },
  );
  const verdicts = pruned(decided, planned.work, bug);
  const contracted = contract(planned.output, verdicts);
  return {
    output: planned.output,
    origin,
    isForced: force !== undefined,
    signed,
    signatures: new Map(
      signed.flatMap(({ variants }) => variants.map(({ id, signature }) => [id, signature])),
    ),
    verdicts,
    contracted:
      bug === "forget what held a need that is left out" ? unwired(contracted, planned.output) : contracted,
    waits: bug === "wait only for the needs in a graph that is written once" ? new Map() : waitsOf(planned),
  };
}

/** What the text that cig writes into CI files tells of a run. */
function environmentOf({ sha }: Commit, context: Context, isForced: boolean): Environment {
  const { run, event, branch, pr, level } = context;
  return {
    CIG_GIT_DEFAULT_BRANCH: "main",
    CIG_GIT_BRANCH: branch,
    CIG_GIT_SHA: sha,
    CIG_GIT_TAG: "",
    CIG_PR_NUMBER: pr > 0 ? String(pr) : "",
    CIG_RUN_EVENT: event,
    CIG_RUN_ID: run,
    ...(level !== undefined && { LEVEL: level }),
    ...(isForced && { CIG_FORCE: "1" }),
  };
}

const waits = new WeakMap<Planned, ReadonlyMap<string, readonly string[]>>();

/** As it is found when files are rendered: no signature is known, and no name. */
function waitsOf(planned: Planned): ReadonlyMap<string, readonly string[]> {
  const known = waits.get(planned);
  if (known) return known;
  const { jobs } = planned.output;
  const signature = { signature: "0".repeat(64) };
  const skippable = new Set(planned.work.flatMap((job) => (job.skippable ? job.id : [])));
  const found = waitsFor(
    toWorkJobs(jobs, {
      signatures: new Map(jobs.flatMap(({ variants }) => variants.map(({ id }) => [id, signature] as const))),
      lookUp: () => undefined,
      alwaysRuns: ({ id }) => !skippable.has(id),
    }),
  );
  waits.set(planned, found);
  return found;
}

/** A job whose signature sees less than it should. */
function blinded(work: JobWork, bug: Bug | undefined): JobWork {
  switch (bug) {
    case "leave upstream out of the signature":
      return { ...work, needs: [], needsAny: [] };
    case "leave the definition out of the signature":
      return { ...work, variants: work.variants.map((each) => ({ ...each, definition: "00".repeat(32) })) };
    case "leave the files out of the signature":
      return { ...work, files: [], inputs: [] };
    case "leave the variables out of the signature":
      return { ...work, env: [] };
    case "leave run-time names out of the signature":
      return { ...work, runtime: [] };
    default:
      return work;
  }
}

/** A job of which the verdict sees less than it should. */
function spoiled(job: SignedJob, bug: Bug | undefined): SignedJob {
  const { work } = job;
  switch (bug) {
    case "leave out a job whose artifacts are needed":
      return { ...job, work: { ...work, uses: [] } };
    case "leave out a job that has effects":
      return { ...job, work: { ...work, effects: false, skippable: true } };
    case "trust what is behind effects":
      return { ...job, work: { ...work, effects: false, skippable: work.skippable && !work.effects } };
    case "trust a signature in doubt": {
      const { doubt, ...rest } = job;
      return rest;
    }
    case "ignore conditions": {
      const { condition, ...rest } = work;
      return { ...job, work: rest };
    }
    case "leave out a job that asks how others ended":
      return { ...job, work: { ...work, asksStatus: false } };
    case "trust files of a job that may have failed":
      return { ...job, work: { ...work, mayFail: false } };
    case "leave out half of the alternatives":
      return { ...job, work: { ...work, needsAny: [] } };
    case "write the marker for the first copy alone":
      return { ...job, work: { ...work, copies: 1 } };
    default:
      return job;
  }
}

function pruned(verdicts: Verdicts, jobs: readonly JobWork[], bug: Bug | undefined): Verdicts {
  if (bug !== "prune what hangs on a job that is left out") return verdicts;
  const all = new Map(verdicts);
  for (const job of jobs) {
    const skipped = job.needs
      .flatMap((need) => jobs.find((each) => each.id === need)!.variants)
      .find((variant) => all.get(variant.id)!.verdict === "skip");
    if (!skipped) continue;
    const { reason } = all.get(skipped.id)!;
    for (const { id } of job.variants) all.set(id, { ...all.get(id)!, verdict: "skip", reason });
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
