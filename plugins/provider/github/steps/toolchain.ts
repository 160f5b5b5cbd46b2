import { named, type Toolchain } from "cig/sdk";
import { compileEnv } from "../environment.ts";
import { places } from "../expression/place.ts";
import type { Scope } from "../scope.ts";
import { type Table, table } from "../yaml/tree.ts";
import { compileNative } from "./native.ts";
import { compileScript } from "./script.ts";

const displayNames: Record<string, string> = {
  bun: "Bun",
  deno: "Deno",
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

/** A step that makes a tool available: GitHub's own way where the plugin knows one, or its script. */
export function compileToolchain(toolchain: Toolchain, scope: Scope): Table {
  const name = `Set up ${displayNames[toolchain.tool] ?? toolchain.tool}`;
  const native = toolchain.native.find(({ provider }) => provider === "github");
  if (native) return table(["name", name], ...compileNative(native, scope));
  if (toolchain.fallbackScript)
    return table(["name", name], ...compileScript(toolchain.fallbackScript, scope), [
      "env",
      // The script holds no value: the version reaches it through this variable, empty for any.
      compileEnv(
        [...toolchain.fallbackEnv, named("TOOLCHAIN_VERSION", toolchain.version ?? "")],
        places.step,
        scope,
      ),
    ]);
  scope.report.add(
    "GH009",
    scope.subject,
    `Nothing says how "${toolchain.tool}" is set up on GitHub.`,
    "Set it up in a run step, or with native.github.",
  );
  return table(["name", name], ["run", "exit 1"]);
}
