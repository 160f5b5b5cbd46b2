import { upwards } from "cig/sdk";
import type { Project, Setup } from "./setup.ts";
import { run, type Step } from "./toolchain.ts";

/** Installs exactly what the lock file says; without a lock file what package.json asks for. */
export function installStep(setup: Setup, project: Project, skipsWhenRestored: boolean): Step {
  const command = installCommand(project);
  const script = skipsWhenRestored ? `[ -d node_modules ] || ${command}` : command;
  return run("Install dependencies", script, directoryFor(setup, project));
}

export function installCommand({ manager, lockfile, isBerry }: Project): string {
  const isLocked = lockfile !== undefined;
  switch (manager) {
    case "npm":
      return isLocked ? "npm ci" : "npm install";
    case "pnpm":
      return isLocked ? "pnpm install --frozen-lockfile" : "pnpm install --no-frozen-lockfile";
    case "bun":
      return isLocked ? "bun install --frozen-lockfile" : "bun install";
    case "yarn":
      if (isBerry) return isLocked ? "yarn install --immutable" : "yarn install --no-immutable";
      return isLocked ? "yarn install --frozen-lockfile" : "yarn install";
  }
}

/** Empty where the job already runs in the project's root. */
function directoryFor({ use }: Setup, { root }: Project): string {
  return upwards(use.workingDirectory)[0] === root ? "" : root;
}
