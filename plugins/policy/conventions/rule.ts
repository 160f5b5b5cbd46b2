import type { Job, Output, TableRule } from "cig/sdk";
import type { Conventions } from "./conventions.ts";

/** A convention that is broken. */
export type { PolicyFinding as Finding } from "cig/sdk";

/** What is judged: what cig.toml means, whoever renders it. */
export interface Project {
  readonly outputs: readonly Output[];
  /** Each job once, by id, however many outputs it is in. */
  readonly jobs: readonly Job[];
}

/** A rule of `[policy.conventions]`. */
export type Rule = TableRule<Project, Conventions>;
