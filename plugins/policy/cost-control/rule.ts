import type { Estimate, Output, TableRule } from "cig/sdk";
import type { Budget } from "./budget.ts";

/** A budget that does not suffice. */
export type { PolicyFinding as Finding } from "cig/sdk";

/** A rule of `[policy.cost]`. */
export type Rule = TableRule<readonly Run[], Budget>;

/** An output with what a run of it comes to. */
export interface Run {
  readonly output: Output;
  readonly estimate: Estimate;
}
