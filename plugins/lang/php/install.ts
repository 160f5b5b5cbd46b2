import { type MessageInitShape, type StepSchema, upwards } from "cig/sdk";
import type { InstalledProject, Setup } from "./setup.ts";

/** Installs what the lock file says, or else what the manifest allows; never asks anything. */
export function installStep({ use }: Setup, { root }: InstalledProject): MessageInitShape<typeof StepSchema> {
  return {
    name: "Install dependencies",
    // Empty where the job already runs in the project's root.
    workingDirectory: upwards(use.workingDirectory)[0] === root ? "" : root,
    kind: { case: "run", value: { script: "composer install --no-interaction --no-progress --prefer-dist" } },
  };
}
