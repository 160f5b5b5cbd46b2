import { diagnose } from "../diagnostic/codes.ts";
import type { Result } from "../diagnostic/diagnostic.ts";
import type { MergedFile, OwnedFragment } from "./merge.ts";
import { ownersOf } from "./owners.ts";

/** The one fragment as it is. A second one is an error that names both plugins. */
export function replace(path: string, parts: readonly OwnedFragment[]): Result<MergedFile> {
  const owners = ownersOf(parts);
  if (owners.length > 1) {
    const [first, second] = owners;
    const message = `"${first}" and "${second}" both write "${path}", and at least one of them wants the whole file.`;
    return {
      diagnostics: [
        diagnose("CIG502", message, {
          hint: "Give their outputs different paths in [[outputs]] of cig.toml.",
        }),
      ],
    };
  }
  if (new Set(parts.map(({ fragment }) => fragment.content)).size > 1) {
    const message = `"${owners[0]}" wants the whole file "${path}" more than once, with different contents.`;
    return {
      diagnostics: [
        diagnose("CIG502", message, { hint: "Report this to the plugin's author.", plugin: owners[0] }),
      ],
    };
  }
  return { value: { path, content: parts[0]!.fragment.content, owners }, diagnostics: [] };
}
