import { type MessageInitShape, type StepSchema, upwards } from "cig/sdk";
import type { RestoredProject, Setup } from "./setup.ts";
import { fromRoot, quoted } from "./shell-words.ts";

/**
 * Restores what the solution or the project needs: exactly what the lock files say, where every project has one. Paket,
 * which keeps to its own lock file, has to be there before.
 */
export function installStep(
  { use }: Setup,
  { root, target, lockfile, hasPaket }: RestoredProject,
): MessageInitShape<typeof StepSchema> | undefined {
  if (target === undefined) return undefined;
  const words = [
    hasPaket ? "dotnet tool restore && dotnet restore" : "dotnet restore",
    quoted(fromRoot({ directory: root }, target)),
    ...(lockfile === undefined || hasPaket ? [] : ["--locked-mode"]),
  ];
  return {
    name: "Restore packages",
    // Empty where the job already runs in the root.
    workingDirectory: upwards(use.workingDirectory)[0] === root ? "" : root,
    kind: { case: "run", value: { script: words.join(" ") } },
  };
}
