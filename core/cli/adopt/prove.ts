import type { Diagnostic } from "../../diagnostic/diagnostic.ts";
import { lockPath } from "../../lock/path.ts";
import type { FileChange } from "../../output/compare.ts";
import { bodyOf } from "../../output/header.ts";
import type { Run } from "../run-pipeline.ts";
import { compareWorkflow, meaningOf, type Path } from "./compare-workflow.ts";
import { unsayable } from "./sort-edits.ts";

/** What is wrong with a render that shall mean what the edited files mean, and leave all others alone. Pure. */
export function missed(edited: readonly FileChange[], now: Run, then: Run): Diagnostic[] {
  const byPath = new Map(edited.map((change) => [change.path, change]));
  return then.files.flatMap(({ path, content }): Diagnostic[] => {
    if (path === lockPath) return [];
    const own = byPath.get(path);
    if (own)
      return meaningOf(own.before!) === meaningOf(content) ? [] : [differs(path, content, own.before!)];
    const before = now.files.find((file) => file.path === path)?.content;
    if (before !== undefined && bodyOf(before) === bodyOf(content)) return [];
    // Another edited file that was not named says this by itself.
    return [unsayable(path, [], "An edit of another file would change this one, too.")];
  });
}

function differs(path: string, rendered: string, edited: string): Diagnostic {
  const edits = compareWorkflow(rendered, edited);
  const at: Path = typeof edits === "string" ? [] : (edits[0]?.path ?? []);
  return unsayable(path, at, "With it in cig.toml or cig.lock, something else would be rendered.");
}
