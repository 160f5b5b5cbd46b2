import { openReportOf, type Report as ReportOf } from "cig/sdk";

/** Every code of this plugin with its fixed title and level. */
export const codes = {
  BK001: ["error", "Name is not legal on Buildkite"],
  BK002: ["error", "Value is not available here on Buildkite"],
  BK003: ["error", "Unknown run-time name"],
  BK004: ["error", "Condition cannot be expressed on Buildkite"],
  BK005: ["error", "Machine cannot be had on Buildkite"],
  BK006: ["error", "Schedule cannot be expressed on Buildkite"],
  BK007: ["error", "Filter pattern cannot be expressed on Buildkite"],
  BK008: ["error", "Shell cannot be used on Buildkite"],
  BK009: ["error", "Buildkite has no way to set up this tool"],
  BK010: ["error", "Plugin cannot be referenced like this"],
  BK011: ["error", "Files cannot be kept by Buildkite"],
  BK012: ["error", "Cache cannot be kept on Buildkite"],
  BK013: ["error", "Service cannot be run on Buildkite"],
  BK014: ["error", "Text is too long for Buildkite"],
  BK015: ["warning", "Step is left out on Buildkite"],
  BK016: ["error", "Setting cannot be expressed on Buildkite"],
  BK017: ["error", "Input of a manual run is not legal on Buildkite"],
  BK018: ["error", "Nothing starts the pipeline on Buildkite"],
  BK020: ["warning", "Buildkite runs more often than asked"],
  BK025: ["warning", "Setting means something else on Buildkite"],
  BK030: ["info", "Agents have to be there for Buildkite"],
  BK031: ["info", "Secrets have to be set on Buildkite"],
  BK033: ["info", "Not rendered for Buildkite"],
  BK035: ["info", "Setting of the pipeline, not of the file, on Buildkite"],
  BK036: ["info", "Caches of Buildkite lie with the agents"],
  BK037: ["info", "Buildkite looks at the changes of the last commit"],
  BK038: ["info", "Services take ports of the machine on Buildkite"],
  BK039: ["info", "Job is never left out on Buildkite"],
  BK040: ["error", "Pipeline cannot be read"],
} as const satisfies Record<string, readonly ["error" | "warning" | "info", string]>;

export type Code = keyof typeof codes;
export type Report = ReportOf<Code>;

/** Gathers what there is to say about one output. */
export function openReport(): Report {
  return openReportOf(codes);
}
