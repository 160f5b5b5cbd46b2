import type { Pipeline } from "./workflow/pipeline.ts";
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

/** What a finding of any rule is called. A released code keeps its meaning. */
export interface RuleName {
  readonly code: string;
  readonly title: string;
  /** Unless `[policy] levels` says otherwise. */
  readonly level: RuleLevel;
}

/** One thing to look for in a workflow of GitHub. */
export interface Rule extends RuleName {
  find(workflow: Workflow): Iterable<Finding>;
}

/** One thing to look for in a configuration of another provider. */
export interface PipelineRule extends RuleName {
  findIn(pipeline: Pipeline): Iterable<Finding>;
}
