import { unreachable } from "../unreachable.ts";

/** What is to be done with one variant, and why. */
export interface Verdict {
  /** The job's id. */
  readonly job: string;
  /** The variant's. */
  readonly id: string;
  readonly verdict: "run" | "skip";
  readonly reason: Reason;
  /** True: when it succeeds, a marker may say so. False where its signature does not hold all that it depends on. */
  readonly record: boolean;
}

/** By the variant's id, in the order of the jobs. */
export type Verdicts = ReadonlyMap<string, Verdict>;

/** Why a variant runs or not. All but the first two mean that it runs. */
export type Reason =
  | Passed
  /** `skip_if.branch` says so, whatever happened before. */
  | { readonly kind: "branch"; readonly branch: string }
  | { readonly kind: "no marker" }
  | { readonly kind: "forced"; readonly by: string }
  | { readonly kind: "effects" }
  | { readonly kind: "always runs" }
  /** Its condition asks how other jobs ended. */
  | { readonly kind: "status" }
  /** Its condition does not hold, or only the run knows: `on` are the names that decide. */
  | { readonly kind: "condition"; readonly holds: "no" | "unknown"; readonly on: readonly string[] }
  /** Its inputs are not known. */
  | { readonly kind: "doubt"; readonly why: string }
  /** The inputs of a job before it are not known. */
  | { readonly kind: "behind doubt"; readonly job: string; readonly why: string }
  /** A job before it changes the world that this one sees. */
  | { readonly kind: "behind effects"; readonly job: string }
  /** It uses what a job leaves, and that is not the same each time although the signatures are. */
  | { readonly kind: "unsteady"; readonly job: string; readonly why: Unsteady }
  | { readonly kind: "store"; readonly why: string }
  | { readonly kind: "preflight"; readonly why: string }
  /** A job that runs uses its artifacts, outputs or workspace. */
  | { readonly kind: "needed"; readonly by: string }
  /** It is one of several that a job can do with, or that job, and not all before it is left out. */
  | { readonly kind: "alternatives"; readonly of: string };

/** The marker that speaks for a variant. */
export interface Passed {
  readonly kind: "already passed";
  /** "" where there was none, as for the run. */
  readonly commit: string;
  readonly run: string;
  readonly at: string;
  readonly scope: string;
}

/** Why what a job leaves is no function of its signature. */
export type Unsteady = "may have failed" | "asks how others ended" | "uses what is not the same";

/** True for the reasons that leave work out. */
export function leavesOut({ kind }: Reason): boolean {
  return kind === "already passed" || kind === "branch";
}

/** True for a job of which nothing runs. */
export function isLeftOut(
  job: { readonly variants: readonly { readonly id: string }[] },
  verdicts: Verdicts,
): boolean {
  // A variant without a verdict is a doubt, and runs.
  return job.variants.length > 0 && job.variants.every(({ id }) => verdicts.get(id)?.verdict === "skip");
}

/** One plain sentence, for tables, logs and summaries. */
export function reasonText(reason: Reason): string {
  switch (reason.kind) {
    case "already passed":
      return passedText(reason);
    case "branch":
      return `cig.toml leaves it out on the branch "${reason.branch}".`;
    case "no marker":
      return "It has not passed on these inputs yet.";
    case "forced":
      return `It is forced by ${reason.by}.`;
    case "effects":
      return "It has effects, so that it is never left out.";
    case "always runs":
      return "cig.toml does not ask for it to be left out.";
    case "status":
      return "Its condition asks how other jobs ended, which only the run knows.";
    case "condition":
      return reason.holds === "no"
        ? "Its condition does not hold here, so that the provider skips it."
        : `Its condition hangs on ${reason.on.join(", ")}, which only the run knows.`;
    case "doubt":
      return `Its inputs are not known: ${clause(reason.why)}.`;
    case "behind doubt":
      return `The inputs of "${reason.job}" before it are not known: ${clause(reason.why)}.`;
    case "behind effects":
      return `"${reason.job}" before it has effects, so that the world is another each time.`;
    case "unsteady":
      return `It uses what "${reason.job}" leaves, ${unsteadyText(reason.why)}.`;
    case "store":
      return `The store gave no usable answer: ${clause(reason.why)}.`;
    case "preflight":
      return `A preflight check wants it to run: ${clause(reason.why)}.`;
    case "needed":
      return `"${reason.by}" runs and needs what it leaves.`;
    case "alternatives":
      return `"${reason.of}" can do with any of several jobs, and not everything before it is left out.`;
    default:
      return unreachable(reason);
  }
}

function passedText({ run, commit, at }: Passed): string {
  const where = [run && `run ${run}`, commit && `commit ${commit.slice(0, 12)}`, at].filter(
    (each) => each !== "",
  );
  return `It already passed on these inputs: ${where.join(", ")}.`;
}

/** What plugins and stores say is a sentence of its own, and here the end of one. */
function clause(why: string): string {
  return why.replace(/\.$/, "");
}

function unsteadyText(why: Unsteady): string {
  switch (why) {
    case "may have failed":
      return "and runs even where that job has failed";
    case "asks how others ended":
      return "which is another thing when jobs before that have failed";
    case "uses what is not the same":
      return "which is made of what is not the same each time";
    default:
      return unreachable(why);
  }
}
