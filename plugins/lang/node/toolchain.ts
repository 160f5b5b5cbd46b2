import { type MessageInitShape, named, type StepSchema, type Text, text } from "cig/sdk";
import { bunScript, nodeScript, pnpmScript } from "./fallback-scripts.ts";
import { type Pin, pins } from "./pins.ts";
import type { Project, Setup } from "./setup.ts";

export type Step = MessageInitShape<typeof StepSchema>;

/** The steps that make Node and the package manager available. Without a stated version Node is left as it is. */
export function toolchainSteps({ version, project, use }: Setup): Step[] {
  return [
    ...(version ? [nodeStep(version)] : []),
    ...(project ? managerSteps(project, use.inContainer) : []),
  ];
}

function nodeStep(version: Text): Step {
  // Its own caching would wake up for `packageManager: npm@…` and store beside ours.
  const inputs = [named("node-version", version), named("package-manager-cache", "false")];
  return toolchain("Set up Node.js", "node", pins.node, nodeScript, inputs, version);
}

function managerSteps(project: Project, inContainer: boolean): Step[] {
  switch (project.manager) {
    case "npm":
      return [];
    case "pnpm":
      return [pnpmStep(project)];
    case "bun":
      return [bunStep(project)];
    case "yarn":
      return yarnSteps(project, inContainer);
  }
}

/** The action refuses a version that package.json states too, and needs one that it does not. */
function pnpmStep({ root, managerVersion, isInManifest }: Project): Step {
  const inputs = isInManifest
    ? root === "."
      ? []
      : [named("package_json_file", `${root}/package.json`)]
    : [named("version", managerVersion ?? "latest")];
  const version = managerVersion === undefined ? undefined : text(managerVersion);
  return toolchain("Set up pnpm", "pnpm", pins.pnpm, pnpmScript, inputs, version);
}

function bunStep({ managerVersion }: Project): Step {
  const version = managerVersion === undefined ? undefined : text(managerVersion);
  return toolchain(
    "Set up Bun",
    "bun",
    pins.bun,
    bunScript,
    version ? [named("bun-version", version)] : [],
    version,
  );
}

/** Machines of CI providers bring Yarn 1. Corepack gets the exact release that package.json asks for. */
function yarnSteps({ isBerry, isInManifest, managerVersion }: Project, inContainer: boolean): Step[] {
  if (isBerry || (isInManifest && /^\d+\.\d+\.\d+/.test(managerVersion ?? "")))
    return [run("Enable Corepack", corepackScript)];
  return inContainer ? [run("Install Yarn", "command -v yarn >/dev/null || npm install --global yarn")] : [];
}

/** Node 25 and later come without Corepack; there it is fetched at one release, without installing it for the machine. */
const corepackScript = `if command -v corepack >/dev/null; then
  corepack enable
else
  npx --yes corepack@0.36.0 enable --install-directory "$(dirname "$(command -v node)")"
fi`;

function toolchain(
  name: string,
  tool: string,
  pin: Pin,
  fallbackScript: string,
  inputs: ReturnType<typeof named>[],
  version: Text | undefined,
): Step {
  const native = [{ provider: "github", ...pin, with: inputs }];
  return {
    name,
    kind: { case: "toolchain", value: { tool, ...(version && { version }), native, fallbackScript } },
  };
}

export function run(name: string, script: string, workingDirectory = ""): Step {
  return { name, workingDirectory, kind: { case: "run", value: { script } } };
}
