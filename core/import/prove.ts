import { type Allowed, compareTables, type Difference } from "../../sdk/table/compare.ts";
import type { JobTable } from "../../sdk/table/table.ts";
import type { Config } from "../config/config.ts";
import { type Diagnostic, hasErrors } from "../diagnostic/diagnostic.ts";
import type { InstalledPlugin } from "../host/host.ts";
import type { Files } from "./ask-import.ts";
import { askRead } from "./ask-read.ts";
import { isPart } from "./parts.ts";
import { type Ground, renderConfig } from "./render-config.ts";

/** Whether a cig.toml means what the original files mean. */
export type Proof =
  | {
      readonly state: "equal" | "differs";
      readonly workflows: number;
      /** Each variant of each job of the original. */
      readonly jobs: number;
      /** `left` is the original. Empty when equal. */
      readonly differences: readonly Difference[];
      /** What no cig.toml can say otherwise, and what does no harm. */
      readonly excused: readonly (Difference & { readonly feature: string })[];
      readonly diagnostics: readonly Diagnostic[];
    }
  /** Nothing was compared; the diagnostics say why. */
  | { readonly state: "impossible"; readonly diagnostics: readonly Diagnostic[] }
  /** Nothing reads the files of this system, or of the one that is rendered for. */
  | { readonly state: "none"; readonly reader: string };

export interface Original {
  readonly plugin: InstalledPlugin;
  readonly files: Files;
  readonly defaultBranch: string;
}

/**
 * Renders the cig.toml in memory, lets the plugins read the original and what was rendered, and compares the tables.
 * Where it renders for the original's system, that is compared; else the first provider of its outputs.
 */
export async function prove(ground: Ground, config: Config, original: Original): Promise<Proof> {
  const { plugin, files, defaultBranch } = original;
  if (!plugin.manifest.hooks.includes("read")) return { state: "none", reader: plugin.name };
  const rendered = await renderConfig(ground, config);
  if (hasErrors(rendered.diagnostics))
    return { state: "impossible", diagnostics: rendered.diagnostics.filter(isError) };
  const own = plugin.name.replace(/^[^/]*\//, "");
  const provider = rendered.byProvider.has(own) ? own : ([...rendered.byProvider.keys()][0] ?? "");
  const reading = readerFor(ground, provider);
  if (!reading) return { state: "none", reader: provider };
  const branch = config.schema.project?.default_branch ?? "main";
  const [before, after] = await Promise.all([
    askRead(ground.host, plugin, files, defaultBranch),
    askRead(ground.host, reading, withParts(rendered.byProvider.get(provider)!, files), branch),
  ]);
  const diagnostics = [...before.diagnostics, ...after.diagnostics];
  if (!before.value || !after.value) return { state: "impossible", diagnostics };
  const { differences, allowed } = compareTables(before.value, after.value, unsayable);
  return {
    state: differences.length === 0 && !hasErrors(diagnostics) ? "equal" : "differs",
    ...count(before.value),
    differences,
    excused: allowed,
    diagnostics,
  };
}

/** Actions of the repository stay where they are, and steps that call them mean what stands there. */
function withParts(rendered: Files, original: Files): Files {
  return new Map([...[...original].filter(([path]) => isPart(path)), ...rendered]);
}

/** What no cig.toml can say otherwise. */
const unsayable: readonly Allowed[] = [
  {
    feature: "the key of a cache begins with the cache's name, so the first run finds none",
    paths: ["jobs/*/steps/* cache/key/text **", "jobs/*/steps/* cache/restoreKeys/**"],
  },
];

function readerFor({ host }: Ground, provider: string): InstalledPlugin | undefined {
  return host.plugins.find(
    ({ manifest }) =>
      manifest.hooks.includes("read") && manifest.capabilities.includes(`provider:${provider}`),
  );
}

function count({ workflows }: JobTable): { workflows: number; jobs: number } {
  return { workflows: workflows.length, jobs: workflows.flatMap(({ jobs }) => jobs).length };
}

function isError({ level }: Diagnostic): boolean {
  return level === "error";
}
