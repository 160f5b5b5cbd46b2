import type { Job, Output, RuleName } from "cig/sdk";
import type { Conventions } from "./conventions.ts";

/** A convention that is broken. */
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

/** What is judged: what cig.toml means, whoever renders it. */
export interface Project {
  readonly outputs: readonly Output[];
  /** Each job once, by id, however many outputs it is in. */
  readonly jobs: readonly Job[];
}

export interface Rule extends RuleName {
  /** The key of `[policy.conventions]` without which there is nothing to find. */
  readonly key: keyof Conventions;
  find(project: Project, conventions: Conventions): Iterable<Finding>;
}
