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

/** Features that people look for together. */
export interface FeatureGroup {
  readonly title: string;
  readonly features: readonly Feature[];
}

/** The capability matrix's rows, as its page groups them. */
export const featureGroups: readonly FeatureGroup[] = [
  { title: "What starts a workflow", features: triggerFeatures },
  { title: "Workflows", features: [...workflowFeatures, providerOptions] },
  { title: "Jobs", features: jobFeatures },
  { title: "Matrices", features: matrixFeatures },
  { title: "Machines, images and services", features: machineFeatures },
  { title: "Checkout", features: checkoutFeatures },
  { title: "Steps", features: stepFeatures },
  { title: "Artifacts, caches and reports", features: fileFeatures },
  { title: "Names of the run", features: nameFeatures },
];

/** All rows. A released id keeps its meaning. */
export const features: readonly Feature[] = featureGroups.flatMap((group) => group.features);
