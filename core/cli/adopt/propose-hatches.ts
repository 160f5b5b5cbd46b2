import type { TomlTable } from "../../../sdk/import/imported.ts";
import type { Edit } from "./compare-workflow.ts";
import type { Filed } from "./search.ts";
import { oneWay, type Way } from "./words/proposal.ts";

/** What a file's edits are in the provider's own words: in the escape hatch of the job, of the output, or of all. Pure. */
export function proposeHatches(
  config: TomlTable,
  file: string,
  provider: string,
  edits: readonly Edit[],
): Filed[] {
  return edits.flatMap((edit): Filed[] => {
    if (edit.kind !== "value") return [];
    const above = edit.job === undefined ? topsOf(config, file) : [["jobs", edit.job]];
    const ways = above.map(
      (place): Way => ({
        ...oneWay({ kind: "set", path: [...place, "provider", provider, ...edit.key], value: edit.after }),
        path: edit.path,
        ...(edit.before !== undefined && { before: edit.before as TomlTable[string] }),
        to: "hatch",
      }),
    );
    return [{ file, ways }];
  });
}

/** Several files of a provider have one table at the top in common. */
function topsOf(config: TomlTable, file: string): (string | number)[][] {
  const outputs = Array.isArray(config.outputs) ? (config.outputs as readonly TomlTable[]) : [];
  const index = outputs.findIndex(({ path }) => path === file);
  return outputs.length > 1 && index >= 0 ? [["outputs", index], []] : [[]];
}
