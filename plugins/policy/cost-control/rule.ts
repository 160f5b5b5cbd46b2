import type { Estimate, Output, RuleName } from "cig/sdk";
import type { Budget } from "./budget.ts";

/** A budget that does not suffice. */
export interface Finding {
  /** Key path of cig.toml. */
  readonly subject: readonly string[];
  /** Id of the job that it is about, for waivers. */
  readonly job?: string;
  /** The rendered file that it is about, for waivers. */
  readonly path?: string;
  /** What is wrong here, in whole sentences. */
  readonly message: string;
  /** The edit. */
  readonly hint: string;
}

export interface Rule extends RuleName {
  /** The key of `[policy.cost]` without which there is nothing to find. */
  readonly key: keyof Budget;
  find(runs: readonly Run[], budget: Budget): Iterable<Finding>;
}

/** An output with what a run of it comes to. */
export interface Run {
  readonly output: Output;
  readonly estimate: Estimate;
}
