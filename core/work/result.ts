import type { Marker } from "../store/marker.ts";
import type { Verdict } from "../verdict/verdict.ts";
import type { SignedJob, SignedVariant } from "./sign.ts";

/** What is known of one variant before it could start. */
export interface Decided {
  readonly job: SignedJob;
  readonly variant: SignedVariant;
  readonly matrix: Readonly<Record<string, unknown>>;
  readonly verdict: Verdict;
  /** What it earns when it ends well. Absent: nothing is recorded. */
  readonly marker?: Marker;
}
