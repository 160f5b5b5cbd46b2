import { type MessageInitShape, type StepSchema, upwards } from "cig/sdk";
import type { InstalledProject, Setup } from "./setup.ts";

/** Fetches what the lock file says, or else what mix.exs allows. */
export function installStep({ use }: Setup, { root }: InstalledProject): MessageInitShape<typeof StepSchema> {
  return {
    name: "Get dependencies",
    // Empty where the job already runs in the project's root.
    workingDirectory: upwards(use.workingDirectory)[0] === root ? "" : root,
    kind: { case: "run", value: { script: "mix deps.get" } },
  };
}
