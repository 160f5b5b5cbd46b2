import { accept, type Trust } from "./accept.ts";
import { fixedReasons } from "./fixed-reasons.ts";
import { runWhatIsNeeded } from "./needed.ts";
import { leavesOut, type Reason, type Verdict, type Verdicts } from "./verdict.ts";
import { type Force, type Found, type Lookup, markerIds, type WorkJob, type WorkVariant } from "./work.ts";

export interface DecideOptions extends Trust {
  readonly force?: Force;
  /** By variant: why it must run, as part of a sentence. */
  readonly preflight?: ReadonlyMap<string, string>;
}

/**
 * Says of each variant whether it runs. It is left out only where a marker says that exactly its work has succeeded
 * before, nothing is in doubt, and nothing that runs needs what it leaves. `jobs` are those of one workflow in
 * topological order; `found` is asked once for each marker that could leave something out.
 */
export function decide(
  jobs: readonly WorkJob[],
  found: (wanted: Lookup) => Found,
  options: DecideOptions,
): Verdicts {
  const { reasons, inexact } = fixedReasons(jobs);
  const decided = new Map<string, Reason>();
  for (const job of jobs)
    for (const variant of job.variants)
      decided.set(
        variant.id,
        before(job, variant, reasons.get(job.id), options) ?? askStore(job, variant, found, options),
      );
  runWhatIsNeeded(jobs, decided);
  return new Map(
    jobs.flatMap((job) =>
      job.variants.map((variant) => {
        const isExact = !inexact.has(job.id) && isKnown(variant);
        return [variant.id, toVerdict(job.id, variant.id, decided.get(variant.id)!, isExact)] as const;
      }),
    ),
  );
}

/** What can be looked up with profit: all that no reason of its own makes run. */
export function lookupsOf(
  jobs: readonly WorkJob[],
  options: Pick<DecideOptions, "force" | "preflight">,
): Lookup[] {
  const { reasons } = fixedReasons(jobs);
  return jobs.flatMap((job) =>
    job.variants
      .filter((variant) => !before(job, variant, reasons.get(job.id), options))
      .flatMap((variant) => lookups(job, variant)),
  );
}

/** What decides about a variant without a look into a store. `fixed` is the reason of its job. */
function before(
  job: WorkJob,
  variant: WorkVariant,
  fixed: Reason | undefined,
  { force, preflight }: Pick<DecideOptions, "force" | "preflight">,
): Reason | undefined {
  if (force && (force.only?.some((id) => id === job.id || id === variant.id) ?? true))
    return { kind: "forced", by: force.by };
  // Effects, status and conditions are the job's own business; with all others, its author has the last word.
  if (fixed && ["effects", "status", "condition"].includes(fixed.kind)) return fixed;
  if (job.leftOutOn !== undefined) return { kind: "branch", branch: job.leftOutOn };
  if (variant.doubt !== undefined) return { kind: "doubt", why: variant.doubt };
  if (!isKnown(variant)) return { kind: "doubt", why: "it has no signature" };
  const check = preflight?.get(variant.id);
  return check === undefined ? fixed : { kind: "preflight", why: check };
}

/** Of several copies, each must have passed; the first that has not says why. */
function askStore(
  job: WorkJob,
  variant: WorkVariant,
  found: (wanted: Lookup) => Found,
  trust: Trust,
): Reason {
  const answers = lookups(job, variant).map((wanted) => accept(found(wanted), wanted, trust));
  return answers.find(({ kind }) => kind !== "already passed") ?? answers[0]!;
}

function lookups(job: WorkJob, { id, signature }: WorkVariant): Lookup[] {
  return markerIds(id, job.copies).map((each) => ({ job: job.id, id: each, signature }));
}

function isKnown({ doubt, signature }: WorkVariant): boolean {
  return doubt === undefined && /^[0-9a-f]{64}$/.test(signature);
}

function toVerdict(job: string, id: string, reason: Reason, isExact: boolean): Verdict {
  const isSkipped = leavesOut(reason);
  return { job, id, verdict: isSkipped ? "skip" : "run", reason, record: !isSkipped && isExact };
}
