import { diagnose } from "../../diagnostic/codes.ts";
import type { Diagnostic } from "../../diagnostic/diagnostic.ts";
import type { FileChange } from "../../output/compare.ts";
import { readHeader } from "../../output/header.ts";
import { type Pin, type Pins, pinKey } from "../../pins.ts";
import type { Run } from "../run-pipeline.ts";
import { compareWorkflow, type Edit, isSameLine, type Path } from "./compare-workflow.ts";
import { addHatches, renamePin } from "./edit-config.ts";

/** One edit and where it goes. */
export interface Adopted {
  /** The rendered file. */
  readonly file: string;
  readonly edit: Exclude<Edit, { kind: "unsayable" }>;
  readonly to: "cig.lock" | "cig.toml" | "hatch";
}

/** What adopting comes to, before it is proved. */
export interface Adoption {
  readonly adopted: readonly Adopted[];
  /** The text of cig.toml as it is, and as it shall be. */
  readonly before: string;
  readonly source: string;
  readonly pins: Pins;
  readonly problems: readonly Diagnostic[];
}

/** Decides for each edit where it goes. Pure. */
export function adopt(edited: readonly FileChange[], now: Run, before: string, held: Pins): Adoption {
  const adopted: Adopted[] = [];
  const problems: Diagnostic[] = [];
  const pins = new Map(held);
  let source = before;
  for (const change of edited) {
    const edits = editsOf(change);
    if ("code" in edits) {
      problems.push(edits);
      continue;
    }
    for (const edit of edits.edits) {
      const why = obstacle(edit, now);
      if (edit.kind === "unsayable" || why !== undefined) {
        problems.push(unsayable(change.path, edit.path, why ?? ""));
        continue;
      }
      if (edit.kind === "value") {
        adopted.push({ file: change.path, edit, to: "hatch" });
        continue;
      }
      const renamed = renamePin(source, edit);
      const isInLock = isSameLine(edit);
      if (isInLock) pins.set(keyOf(edit.name, edit.after), edit.after);
      else if (renamed === source && !adopted.some((one) => isSamePin(one, edit))) {
        const line = `cig.toml does not name it, and a plugin of this cig asks for ${pinKey(edit.name, edit.before.version)}.`;
        problems.push(unsayable(change.path, edit.path, line));
        continue;
      } else pins.set(keyOf(edit.name, edit.after), edit.after);
      adopted.push({ file: change.path, edit, to: renamed === source && isInLock ? "cig.lock" : "cig.toml" });
      source = renamed;
    }
  }
  const values = adopted.flatMap(({ edit }) => (edit.kind === "value" ? [edit] : []));
  return { adopted, before, source: addHatches(source, values), pins, problems };
}

function keyOf(name: string, pin: Pin): string {
  return pinKey(name, pin.version);
}

function isSamePin({ edit, to }: Adopted, other: Extract<Edit, { kind: "pin" }>): boolean {
  return (
    to === "cig.toml" &&
    edit.kind === "pin" &&
    edit.name === other.name &&
    edit.after.digest === other.after.digest
  );
}

function editsOf(change: FileChange): { edits: readonly Edit[] } | Diagnostic {
  const { path, before = "", after = "" } = change;
  if (!change.owners.includes("provider/github") || !/\.ya?ml$/.test(path)) {
    const hint = "Make the same change in cig.toml. To see it:\n  cig plan --diff";
    return diagnose("CIG713", `"${path}" was edited, and cig adopt reads only workflows of GitHub.`, {
      hint,
    });
  }
  // What cig would write now is what it wrote then, so every difference is the editor's.
  if (readHeader(before)?.body !== readHeader(after)?.body) {
    const message = `"${path}" was edited, and cig.toml or what it is made from has changed since, too: who changed what cannot be told.`;
    const hint =
      "Put the other changes away, adopt, and take them back:\n  git stash push cig.toml cig.lock\n  cig adopt\n  git stash pop";
    return diagnose("CIG713", message, { hint });
  }
  const edits = compareWorkflow(after, before);
  if (typeof edits !== "string") return { edits };
  const hint = `Mend it, or overwrite it:\n  cig render --force`;
  return diagnose("CIG713", `"${path}" cannot be compared. ${edits}`, { hint });
}

function obstacle(edit: Edit, { config }: Run): string | undefined {
  if (edit.kind === "unsayable") return edit.why;
  if (edit.kind === "pin" || edit.job === undefined || config?.schema.jobs?.[edit.job]) return undefined;
  return `cig.toml has no [jobs.${edit.job}] of its own that could hold it.`;
}

/** An edit that cannot be brought back, with the key that it changed. */
export function unsayable(file: string, path: Path, why: string): Diagnostic {
  const message = `"${file}" was edited at "${pathText(path)}", which cannot be adopted. ${why}`.trimEnd();
  const hint =
    "Make that change in cig.toml, or take it back, then run the same command again.\nTo see it: cig plan --diff";
  return diagnose("CIG713", message, { hint });
}

/** "jobs.test.steps[1]" */
export function pathText(path: Path): string {
  return path
    .map((key, index) => (typeof key === "number" ? `[${key}]` : `${index > 0 ? "." : ""}${key}`))
    .join("");
}
