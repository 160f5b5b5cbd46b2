import { openReportOf, type Report as ReportOf } from "cig/sdk";

/** Every code of this plugin with its fixed title and level. Numbers that are missing were once given, and stay away. */
export const codes = {
  CC001: ["error", "Name is not legal on CircleCI"],
  CC002: ["error", "Value is not available here on CircleCI"],
  CC003: ["error", "Unknown run-time name"],
  CC004: ["error", "Condition cannot be expressed on CircleCI"],
  CC005: ["error", "Machine cannot be had on CircleCI"],
  CC006: ["error", "Schedule cannot be expressed on CircleCI"],
  CC007: ["error", "Filter pattern cannot be expressed on CircleCI"],
  CC008: ["error", "Shell cannot be used on CircleCI"],
  CC009: ["error", "CircleCI has no way to set up this tool"],
  CC010: ["error", "Orb cannot be referenced like this"],
  CC011: ["error", "Files cannot be kept by CircleCI"],
  CC012: ["error", "Cache cannot be kept by CircleCI"],
  CC013: ["error", "Service cannot be run by CircleCI"],
  CC014: ["warning", "CircleCI expression is kept as plain text"],
  CC015: ["warning", "Step is left out on CircleCI"],
  CC016: ["error", "Setting cannot be expressed on CircleCI"],
  CC017: ["error", "Input of a manual run is not legal on CircleCI"],
  CC018: ["error", "Nothing starts the workflow on CircleCI"],
  CC020: ["warning", "CircleCI runs more often than asked"],
  CC025: ["warning", "Setting means something else on CircleCI"],
  CC026: ["warning", "CircleCI cannot wait for this service"],
  CC030: ["info", "CircleCI has no timeout for jobs on Windows"],
  CC031: ["info", "Secrets have to be set on CircleCI"],
  CC033: ["info", "Not rendered for CircleCI"],
  CC034: ["info", "CircleCI keeps the checkout key during the job"],
  CC035: ["info", "Setting of the project, not of the file, on CircleCI"],
  CC036: ["info", "CircleCI builds branches, not pull requests"],
  CC037: ["info", "CircleCI shows no words of an approval"],
  CC038: ["info", "Job is never left out on CircleCI"],
  CC039: ["error", "Configuration cannot be read"],
  CC040: ["warning", "Orb's version can change"],
} as const satisfies Record<string, readonly ["error" | "warning" | "info", string]>;

export type Code = keyof typeof codes;
export type Report = ReportOf<Code>;

/** Gathers what there is to say about one output. */
export function openReport(): Report {
  return openReportOf(codes);
}
