import { openReportOf, type Report as ReportOf } from "cig/sdk";

/** Every code of this plugin with its fixed title and level. */
export const codes = {
  JK001: ["error", "Name is not legal on Jenkins"],
  JK002: ["error", "Value is not available here on Jenkins"],
  JK003: ["error", "Unknown run-time name"],
  JK004: ["error", "Condition cannot be expressed on Jenkins"],
  JK005: ["error", "Machine cannot be had on Jenkins"],
  JK006: ["error", "Schedule cannot be expressed on Jenkins"],
  JK007: ["error", "Filter pattern cannot be expressed on Jenkins"],
  JK008: ["error", "Shell cannot be used on Jenkins"],
  JK009: ["error", "Jenkins has no way to set up this tool"],
  JK010: ["error", "Step of a Jenkins plugin cannot be called like this"],
  JK011: ["error", "Files cannot be kept by Jenkins"],
  JK013: ["error", "Service cannot be run by Jenkins"],
  JK015: ["warning", "Step is left out on Jenkins"],
  JK016: ["error", "Setting cannot be expressed on Jenkins"],
  JK017: ["error", "Input of a manual run is not legal on Jenkins"],
  JK018: ["error", "Nothing starts the pipeline on Jenkins"],
  JK019: ["error", "Several workflows cannot share a Jenkinsfile"],
  JK020: ["info", "Jenkins lets the other variants run on"],
  JK025: ["warning", "Setting means something else on Jenkins"],
  JK030: ["info", "Job waits for more than it needs on Jenkins"],
  JK031: ["info", "Credentials have to be set on Jenkins"],
  JK034: ["info", "Large pipeline on Jenkins"],
  JK035: ["info", "Setting of the project, not of the file, on Jenkins"],
  JK036: ["info", "Services take ports of the machine on Jenkins"],
  JK037: ["error", "Jenkinsfile cannot be read"],
} as const satisfies Record<string, readonly ["error" | "warning" | "info", string]>;

export type Code = keyof typeof codes;
export type Report = ReportOf<Code>;

/** Gathers what there is to say about one output. */
export function openReport(): Report {
  return openReportOf(codes);
}
