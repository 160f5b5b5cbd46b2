import { openReportOf, type Report as ReportOf } from "cig/sdk";

/** Every code of this plugin with its fixed title and level. */
export const codes = {
  GH001: ["error", "Name is not legal on GitHub"],
  GH002: ["error", "Value is not available here on GitHub"],
  GH003: ["error", "Unknown run-time name"],
  GH004: ["error", "Condition cannot be expressed on GitHub"],
  GH005: ["error", "Too many matrix variants for GitHub"],
  GH006: ["error", "Schedule is not legal on GitHub"],
  GH007: ["error", "Filter pattern is not legal on GitHub"],
  GH008: ["error", "Permission is unknown to GitHub"],
  GH009: ["error", "GitHub has no way to set up this tool"],
  GH010: ["error", "Action cannot be referenced like this"],
  GH011: ["error", "Artifact cannot be stored by GitHub"],
  GH012: ["error", "Cache cannot be kept by GitHub"],
  GH013: ["error", "GitHub takes no `${{` here"],
  GH014: ["warning", "GitHub expression is kept as plain text"],
  GH015: ["warning", "Step is left out on GitHub"],
  GH016: ["warning", "Two workflows have the same name"],
  GH017: ["error", "Input of a manual run is not legal on GitHub"],
  GH018: ["warning", "Value means something else in a container"],
  GH019: ["error", "Too long for GitHub"],
  GH020: ["error", "Job cannot call a workflow and have steps"],
  GH021: ["error", "Two names differ only by case"],
  GH022: ["error", "GitHub runs containers on Linux only"],
  GH023: ["error", "GitHub hosts no such machine"],
  GH024: ["error", "Step cannot be expressed on GitHub"],
  GH025: ["error", "Script cannot be started like this on GitHub"],
  GH026: ["warning", "Approval needs a setting of the repository"],
  GH027: ["warning", "Nothing will be tried again on GitHub"],
  GH028: ["warning", "GitHub ends the job earlier"],
  GH029: ["error", "Workflow cannot be read"],
} as const satisfies Record<string, readonly ["error" | "warning", string]>;

export type Code = keyof typeof codes;
export type Report = ReportOf<Code>;

/** Gathers what there is to say about one output. */
export function openReport(): Report {
  return openReportOf(codes);
}
