import type { Diagnostic } from "../../diagnostic/diagnostic.ts";
import { lockPath } from "../../lock/path.ts";
import type { FileChange } from "../../output/compare.ts";
import { bodyOf } from "../../output/header.ts";
import type { Run } from "../run-pipeline.ts";
import { compareWorkflow, meaningOf, type Path } from "./compare-workflow.ts";
import { pathText, unsayable } from "./sort-pins.ts";

/** What is wrong with a render that shall mean what the edited files mean, and leave all others alone. Pure. */
export function missed(edited: readonly FileChange[], now: Run, then: Run): Diagnostic[] {
  const byPath = new Map(edited.map((change) => [change.path, change]));
  return then.files.flatMap(({ path, content }): Diagnostic[] => {
    if (path === lockPath) return [];
    const own = byPath.get(path);
    if (own)
      return meaningOf(path, own.before!) === meaningOf(path, content)
        ? []
        : differences(path, content, own.before!);
    const before = now.files.find((file) => file.path === path)?.content;
    if (before !== undefined && bodyOf(before) === bodyOf(content)) return [];
    // Another edited file that was not named says this by itself.
    return [unsayable(path, [], "An edit of another file would change this one, too.")];
  });
}

/** Each place once. */
function differences(path: string, rendered: string, edited: string): Diagnostic[] {
  const edits = compareWorkflow(rendered, edited);
  const all = typeof edits === "string" ? [] : edits;
  const places = new Map(all.map((edit) => [pathText(edit.path), edit] as const));
  const told = [...places.values()].map((edit) =>
    unsayable(path, edit.path, edit.kind === "unsayable" ? edit.why : otherwise),
  );
  return told.length > 0 ? told : [unsayable(path, firstLine(rendered, edited), otherwise)];
}

/** Of a file that is no YAML: "line 7". */
function firstLine(rendered: string, edited: string): Path {
  const [old, lines] = [rendered, edited].map((text) => text.split("\n")) as [string[], string[]];
  const body = (line: string) => (/cig:source/.test(line) ? "" : line);
  const at = lines.findIndex((line, index) => body(line) !== body(old[index] ?? ""));
  return at < 0 ? [] : [`line ${at + 1}`];
}

const otherwise = "With it in cig.toml or cig.lock, something else would be rendered.";
