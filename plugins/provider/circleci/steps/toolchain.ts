import { named, type Step, type Toolchain, type Yaml } from "cig/sdk";
import type { Scope } from "../scope.ts";
import { compileNative } from "./native.ts";
import { type Around, commandOf, compileRun } from "./run.ts";

const displayNames: Readonly<Record<string, string>> = {
  bun: "Bun",
  deno: "Deno",
  docker: "Docker",
  dotnet: ".NET",
  elixir: "Elixir",
  go: "Go",
  java: "Java",
  node: "Node.js",
  php: "PHP",
  poetry: "Poetry",
  python: "Python",
  ruby: "Ruby",
  rust: "Rust",
  terraform: "Terraform",
  yarn: "Yarn",
};

/** A step that makes a tool available: an orb's where the plugin knows one, or the plugin's script. */
export function compileToolchain(
  toolchain: Toolchain,
  step: Step,
  around: Around,
  scope: Scope,
): readonly [string, Yaml] {
  const name = `Set up ${displayNames[toolchain.tool] ?? toolchain.tool}`;
  const native = toolchain.native.find(({ provider }) => provider === "circleci");
  if (native) return compileNative(native, scope);
  if (!toolchain.fallbackScript)
    scope.report.add(
      "CC009",
      scope.subject,
      `Nothing says how "${toolchain.tool}" is set up on CircleCI.`,
      "Set it up in a run step, use an image that has it, or add native.circleci.",
    );
  // The script holds no value: the version reaches it through this variable, empty for any.
  const version = named("TOOLCHAIN_VERSION", toolchain.version ?? "");
  const env = [...step.env, ...toolchain.fallbackEnv, version];
  const source = toolchain.fallbackScript || "exit 1";
  const run = compileRun({ source, name, env, shell: "" }, step, around, scope);
  // What the step has before or around the script is its own, and so is what an escape hatch says of it.
  const isAlone = run.get("command") === commandOf(source) && step.providerOptions.length === 0;
  return (isAlone && scope.commands.share(source, name, run)) || ["run", run];
}
