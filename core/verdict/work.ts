/** One job of one workflow, as far as it matters for leaving work out. Lists of jobs are in topological order. */
export interface WorkJob {
  readonly id: string;
  readonly variants: readonly WorkVariant[];
  /** Ids of jobs. */
  readonly needs: readonly string[];
  readonly needsAny: readonly string[];
  /** Ids of jobs whose artifacts, outputs or workspace it needs; see `usesOf`. */
  readonly uses: readonly string[];
  /** It changes the world: effects, an environment, or an approval. */
  readonly effects: boolean;
  /** Its condition asks success(), failure(), always() or cancelled(): how others ended is among its inputs. */
  readonly asksStatus: boolean;
  /** What of its condition is known before the run. Absent: it has none, or it holds. */
  readonly condition?: WorkCondition;
  /** `continue_on_error`: those behind it run although it failed. */
  readonly mayFail?: boolean;
  /** Copies that share its work (`parallelism`). Absent, 0 and 1: one. */
  readonly copies?: number;
  /** The branch of this run, where `skip_if.branch` says that the job is left out on it. */
  readonly leftOutOn?: string;
  /** True: nobody wants it to be left out. It always runs, and its inputs are known all the same. */
  readonly alwaysRuns?: boolean;
}

/** One run of a job. */
export interface WorkVariant {
  readonly id: string;
  /** 64 hexadecimal digits in lower case. */
  readonly signature: string;
  /** Why the signature cannot be trusted, as part of a sentence: "the file “a” could not be read". Absent: it can. */
  readonly doubt?: string;
}

/** A condition that is known not to hold in this run, or whose answer hangs on names that only the run knows. */
export type WorkCondition =
  | { readonly holds: "no" }
  | { readonly holds: "unknown"; readonly on: readonly string[] };

/** What makes its work again whatever the markers say: all of it, or the jobs or variants with these ids. */
export interface Force {
  /** "CIG_FORCE", "the label “cig: run all”", "the schedule": part of a sentence. */
  readonly by: string;
  /** Absent: everything. */
  readonly only?: readonly string[];
}

/** The fields of a marker that a verdict looks at. */
export interface MarkerFields {
  readonly schema: string;
  readonly job: string;
  readonly signature: string;
  readonly scope: string;
  readonly commit: string;
  readonly run: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly expires?: string;
}

/** What a store knows of a variant. A failure of the store is a doubt with the reason, never "none". */
export type Found =
  | { readonly kind: "found"; readonly marker: MarkerFields }
  | { readonly kind: "none" }
  | { readonly kind: "doubt"; readonly reason: string };

/** What to look up: `id` is the marker's `job`, which for one of several copies is not the variant's id. */
export interface Lookup {
  readonly job: string;
  readonly id: string;
  readonly signature: string;
}

/**
 * The ids under which the success of a variant is recorded: its own, or one for each copy. A variant with copies has
 * passed when each of them has; one marker for all would be written by whoever ends first.
 */
export function markerIds(variant: string, copies = 1): string[] {
  if (copies <= 1) return [variant];
  return Array.from({ length: copies }, (_, index) => `${variant}.${index}-of-${copies}`);
}
