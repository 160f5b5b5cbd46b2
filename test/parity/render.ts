import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { features } from "../../core/support/features.ts";
import type { ReadOptions } from "../../sdk/table/table.ts";
import { outputPaths } from "../conformance/case-run.ts";
import { type Bundled, type Rendered, renderToml } from "../in-process.ts";

export const goldenRoot = fileURLToPath(new URL("../../golden", import.meta.url));

/** Providers in the order in which they are compared: everything with the first. */
export const providers = ["github", "circleci", "buildkite", "jenkins"] as const;

/** A golden case's cig.toml and files. */
export function goldenInput(name: string): { readonly toml: string; readonly files: Record<string, string> } {
  const folder = join(goldenRoot, name, "input");
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => statSync(join(folder, path)).isFile());
  const files = Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
  const { "cig.toml": toml = "", ...rest } = files;
  return { toml, files: rest };
}

/** The default branch of the repository that was rendered for, of which readers have to be told. */
export function optionsOf({ plan }: Rendered): ReadOptions {
  const [branch] = (plan?.outputs ?? []).map(({ project }) => project?.defaultBranch).filter(Boolean);
  return branch ? { defaultBranch: branch } : {};
}

/** Renders for all providers that there are, whatever outputs the file names. */
export function renderForAll(
  bundled: Bundled,
  toml: string,
  files: Readonly<Record<string, string>>,
): Promise<Rendered> {
  return renderToml(bundled, withAllOutputs(toml, bundled.providers), files);
}

/** The file with an output for each provider in the place of its own. */
export function withAllOutputs(toml: string, known: readonly string[]): string {
  const own = toml.replace(/^\[\[outputs\]\]\n(?:(?!\[).*(?:\n|$))*/gm, "");
  // Several workflows need a file each where a file holds one.
  const several = /^\[workflows\./m.test(toml);
  const outputs = providers
    .filter((provider) => known.includes(provider))
    .map((provider) => {
      const path =
        several && provider === "github" ? ".github/workflows/{{ workflow }}.yml" : outputPaths[provider];
      return `[[outputs]]\nprovider = "${provider}"\npath = "${path}"\n${several ? "" : 'description = "CI"\n'}`;
    });
  return `${own}\n${outputs.join("\n")}`;
}

/** Features of the language that a plan uses. */
export function usedFeatures({ plan }: Rendered): Set<string> {
  const outputs = plan?.outputs ?? [];
  const used = features.filter((feature) =>
    outputs.some((output) => {
      const file = outputs.filter(({ path }) => path === output.path);
      return [...feature.find(output, file)].length > 0;
    }),
  );
  return new Set(used.map(({ id }) => id));
}
