import type { Rule } from "../rule.ts";
import { costBudget, minutesBudget, unknownCost } from "./budgets.ts";
import { allowedClasses, matrixSize, unknownJob, unknownPrice } from "./limits.ts";

/** All rules, by code. */
export const rules: readonly Rule[] = [
  minutesBudget,
  costBudget,
  allowedClasses,
  matrixSize,
  unknownCost,
  unknownJob,
  unknownPrice,
];
