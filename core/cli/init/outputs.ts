import { byCodeUnit } from "../../compare.ts";
import { compileGlobs } from "../../repo/glob.ts";
import type { PluginSummary } from "./known.ts";

/** One of `[[outputs]]`, as init proposes it. */
export interface DraftOutput {
  readonly provider: string;
  readonly path: string;
  /** Files of this provider that the repository already has, sorted. */
  readonly existing: readonly string[];
}

/**
 * An output for each installed provider of which the repository has files; for the first of them (GitHub, where it is
 * installed) when it has none. What a provider's files are, its manifest says. A file that is there is never chosen
 * where another name will do; one that cig wrote is (`isOurs` says which). Where a
 * provider reads a single file, which somebody wrote, `existing` holds `path`: it is proposed and not switched on.
 */
export function draftOutputs(
  plugins: readonly PluginSummary[],
  paths: readonly string[],
  isOurs: (path: string) => boolean = () => false,
): DraftOutput[] {
  const providers = plugins
    .flatMap(({ capabilities, outputs, defaultOutput }) =>
      capabilities
        .filter((capability) => capability.startsWith("provider:"))
        .map((capability) => ({ provider: capability.slice(9), outputs, defaultOutput })),
    )
    .filter(({ outputs }) => outputs.length > 0)
    .sort((a, b) => byCodeUnit(a.provider, b.provider));
  const all = providers.map(({ provider, outputs, defaultOutput }) => {
    // Those in the folder of the file to write; other folders hold parts, such as a composite action.
    const existing = paths
      .filter(compileGlobs(outputs.filter((glob) => folderOf(glob) === folderOf(outputs[0]!))))
      .filter((path) => !isOurs(path));
    const isInUse = paths.some(compileGlobs(outputs));
    const isFree = defaultOutput !== undefined && !existing.includes(defaultOutput);
    return { provider, path: isFree ? defaultOutput : freePath(outputs[0]!, existing), existing, isInUse };
  });
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
