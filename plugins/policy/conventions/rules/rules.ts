import type { Rule } from "../rule.ts";
import { images, longTimeout, runners, silentFailure } from "./limits.ts";
import { files, jobIds, jobNames, secrets, variables, workflows } from "./naming.ts";
import { requiredGate, requiredJobs, statedPermissions } from "./required.ts";
import { forbiddenSteps, requiredSteps } from "./steps.ts";

/** All rules, by code. */
export const rules: readonly Rule[] = [
  jobIds,
  jobNames,
  files,
  workflows,
  variables,
  secrets,
  requiredJobs,
  requiredGate,
  requiredSteps,
  forbiddenSteps,
  longTimeout,
  runners,
  images,
  statedPermissions,
  silentFailure,
];
