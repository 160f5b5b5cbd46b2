/** How much a finding of a rule matters; "off": nobody looks. */
export type RuleLevel = "error" | "warning" | "info" | "off";

export const ruleLevels: readonly RuleLevel[] = ["error", "warning", "info", "off"];

/** What a finding of any rule is called. A released code keeps its meaning. */
export interface RuleName {
  /** "SEC001" */
  readonly code: string;
  /** The same words each time. */
  readonly title: string;
  /** Unless `[policy] levels` says otherwise. */
  readonly level: RuleLevel;
}
