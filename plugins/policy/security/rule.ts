import type { Node, Workflow } from "./workflow/workflow.ts";

export type RuleLevel = "error" | "warning" | "info" | "off";

/** Something unsafe, at a node of a rendered file. */
export interface Finding {
  /** Where; its line and the key path of cig.toml are taken from it. */
  readonly at: Node;
  /** What is wrong here and why it matters, in whole sentences. */
  readonly message: string;
  /** The exact edit. */
  readonly hint: string;
}

/** One thing to look for. A released code keeps its meaning. */
export interface Rule {
  readonly code: string;
  readonly title: string;
  /** Unless `[policy] levels` says otherwise. */
  readonly level: RuleLevel;
  find(workflow: Workflow): Iterable<Finding>;
}
