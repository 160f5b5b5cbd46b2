import type { Case } from "./case.ts";
import { checkoutCases } from "./checkout.ts";
import { fileCases } from "./files.ts";
import { jobCases } from "./job.ts";
import { machineCases } from "./machine.ts";
import { matrixCases } from "./matrix.ts";
import { nameCases } from "./names.ts";
import { stepCases } from "./step.ts";
import { triggerCases } from "./triggers.ts";
import { workflowCases } from "./workflow.ts";

export { anyNative, anyProvider, type Case, type Expectation, type Rendered } from "./case.ts";

/** One for each feature of the language. */
export const cases: readonly Case[] = [
  ...triggerCases,
  ...workflowCases,
  ...jobCases,
  ...matrixCases,
  ...machineCases,
  ...checkoutCases,
  ...stepCases,
  ...fileCases,
  ...nameCases,
];
