import { byCodeUnit } from "../../compare.ts";
import { systemPaths } from "../../import/systems.ts";
import type { PluginSummary } from "./known.ts";

/** One of `[[outputs]]`, as init proposes it. */
export interface DraftOutput {
  readonly provider: string;
  readonly path: string;
  /** Files of this provider that the repository already has, sorted. */
  readonly existing: readonly string[];
}

/** What decides besides the files that are there. */
interface Choice {
  /** True for a file that cig wrote. */
  readonly isOurs: (path: string) => boolean;
  /** Names of providers. Empty: nobody said. */
  readonly wanted: readonly string[];
}

/**
 * An output for each of the `wanted` providers; without any, for each installed one of which the repository has files,
 * and for the first of them (GitHub, where it is installed) when it has none. What a provider's files are, its manifest
 * says; those of fixtures and examples are none of the repository's. A file that is there is never chosen where another
 * name will do; one that cig wrote is (`isOurs` says which). Where a provider reads a single file, which somebody wrote,
 * `existing` holds `path`: it is proposed and not switched on.
 */
export function draftOutputs(
  plugins: readonly PluginSummary[],
  paths: readonly string[],
  { isOurs, wanted }: Choice,
): DraftOutput[] {
  const providers = plugins
    .flatMap(({ capabilities, outputs, imports = outputs, defaultOutput }) =>
      capabilities
        .filter((capability) => capability.startsWith("provider:"))
        .map((capability) => ({ provider: capability.slice(9), outputs, imports, defaultOutput })),
    )
    .filter(({ outputs }) => outputs.length > 0)
    .sort((a, b) => byCodeUnit(a.provider, b.provider));
  const all = providers.map(({ provider, outputs, imports, defaultOutput }) => {
    // Those in the folder of the file to write; other folders hold parts, such as a composite action.
    const existing = systemPaths(
      outputs.filter((glob) => folderOf(glob) === folderOf(outputs[0]!)),
      paths,
    ).filter((path) => !isOurs(path));
    // What it may own says less than what it reads: Jenkins takes any Groovy, and most Groovy is none of Jenkins.
    const isInUse = systemPaths(imports, paths).length > 0;
    const isFree = defaultOutput !== undefined && !existing.includes(defaultOutput);
    return { provider, path: isFree ? defaultOutput : freePath(outputs[0]!, existing), existing, isInUse };
  });
  if (wanted.length > 0) return all.filter(({ provider }) => wanted.includes(provider));
  const inUse = all.filter(({ isInUse }) => isInUse);
  if (inUse.some(({ path, existing }) => !existing.includes(path))) return inUse;
  return [...inUse, all.find(({ provider }) => provider === "github") ?? all[0]].filter(
    (output) => output !== undefined,
  );
}

/** ".github/workflows/*.yml" → ".github/workflows/ci.yml", or "cig.yml" where that is taken. */
function freePath(glob: string, existing: readonly string[]): string {
  const named = (name: string) =>
    glob
      .replace(/\{([^,}]*)[^}]*\}/g, "$1")
      .replace(/\*\*\//g, "")
      .replace(/\*+/g, name);
  const isFree = (path: string) => !existing.includes(path);
  return ["ci", "cig", "cig-ci"].map(named).find(isFree) ?? named("ci");
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}
