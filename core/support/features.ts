import type { Feature } from "./feature.ts";
import { checkoutFeatures } from "./features/checkout.ts";
import { fileFeatures } from "./features/files.ts";
import { jobFeatures } from "./features/job.ts";
import { machineFeatures } from "./features/machine.ts";
import { matrixFeatures } from "./features/matrix.ts";
import { nameFeatures } from "./features/names.ts";
import { stepFeatures } from "./features/step.ts";
import { triggerFeatures } from "./features/triggers.ts";
import { providerOptions, workflowFeatures } from "./features/workflow.ts";

export type { Feature, Subject, Use } from "./feature.ts";

/** The rows of the capability matrix, in the order of its page. A released id keeps its meaning. */
export const features: readonly Feature[] = [
  ...triggerFeatures,
  ...workflowFeatures,
  ...jobFeatures,
  ...matrixFeatures,
  ...machineFeatures,
  ...checkoutFeatures,
  ...stepFeatures,
  ...fileFeatures,
  ...nameFeatures,
  providerOptions,
];
