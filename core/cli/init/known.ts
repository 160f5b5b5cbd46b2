import type { Fact } from "../../../proto/gen/cig/plugin/v1/fact_pb.ts";

/** What init needs to know of an installed plugin. */
export interface PluginSummary {
  readonly name: string;
  readonly capabilities: readonly string[];
  /** Globs of files that it may own. */
  readonly outputs: readonly string[];
}

/** True for a fact that init builds on; below that it is a guess that a person may make. 0 is a plugin's silence. */
export function isSure({ confidence }: Fact): boolean {
  return confidence === 0 || confidence >= 0.7;
}
