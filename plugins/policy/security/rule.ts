import type { Job, RuleName } from "cig/sdk";
import type { Node, Provider, Workflow } from "./workflow/workflow.ts";

/** Something unsafe, at a node of a rendered file. */
export interface Finding {
  /** Where; its line and the key path of cig.toml are taken from it. */
  readonly at: Node;
  /** What is wrong here and why it matters, in whole sentences. */
  readonly message: string;
  /** The exact edit. */
  readonly hint: string;
}

/** One thing to look for. */
export interface Rule extends RuleName {
  /** Whose files can have it; each of them has a bad and a good example among the tests. */
  readonly providers: readonly Provider[];
  find(workflow: Workflow): Iterable<Finding>;
  /** True: cig.toml says of the job what the rule asks for, and the provider says itself what it cannot do of that. */
  isStated?(job: Job): boolean;
}

export const everywhere: readonly Provider[] = ["github", "circleci", "buildkite", "jenkins"];
