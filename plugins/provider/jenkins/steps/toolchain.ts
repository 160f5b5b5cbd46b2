import { named, type Step, type Toolchain } from "cig/sdk";
import type { Code } from "../groovy/code.ts";
import type { Scope } from "../scope.ts";
import { compileNative } from "./native.ts";
import { compileRun, type Surroundings } from "./run.ts";

const displayNames: Readonly<Record<string, string>> = {
  docker: "Docker",
  dotnet: ".NET",
  node: "Node.js",
  php: "PHP",
};

/** Makes a tool available: by a step of a plugin where cig's plugin knows one, or by its script. */
export function compileToolchain(
  toolchain: Toolchain,
  step: Step,
  around: Surroundings,
  index: number,
  scope: Scope,
): Code[] {
  const native = toolchain.native.find(({ provider }) => provider === "jenkins");
  if (native) return compileNative(native, step, scope);
  const { tool } = toolchain;
  if (!toolchain.fallbackScript)
    scope.report.add(
      "JK009",
      scope.subject,
      `Nothing says how "${tool}" is set up on Jenkins.`,
      "Set it up in a run step, use an image that has it, or add native.jenkins.",
    );
  // The script holds no value: the version reaches it through this variable, empty for any.
  const version = named("TOOLCHAIN_VERSION", toolchain.version ?? "");
  const script = {
    source: toolchain.fallbackScript || "exit 1",
    shell: "bash",
    env: [...step.env, ...toolchain.fallbackEnv, version],
    isApart: true,
    name: `Set up ${displayNames[tool] ?? tool.charAt(0).toUpperCase() + tool.slice(1)}`,
  };
  return compileRun(script, step, around, index, scope);
}
