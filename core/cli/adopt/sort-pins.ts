import { diagnose } from "../../diagnostic/codes.ts";
import type { Diagnostic } from "../../diagnostic/diagnostic.ts";
import type { FileChange } from "../../output/compare.ts";
import { readHeader } from "../../output/header.ts";
import { type Pin, type Pins, pinKey } from "../../pins.ts";
import { compareWorkflow, type Edit, isSameLine, meaningOf, type Path } from "./compare-workflow.ts";
import { renamePin } from "./rename-pin.ts";

/** A pin of one of the edited files and where it goes. */
export interface AdoptedPin {
  /** The rendered file. */
  readonly file: string;
  readonly edit: PinEdit;
  readonly to: "cig.lock" | "cig.toml";
}

/** What the pins of edited files come to, before it is proved. */
export interface SortedPins {
  readonly adopted: readonly AdoptedPin[];
  /** The text of cig.toml. */
  readonly source: string;
  readonly pins: Pins;
  readonly problems: readonly Diagnostic[];
}

type PinEdit = Extract<Edit, { kind: "pin" }>;

/** Decides for each pin where it goes. Pure. */
export function sortPins(edited: readonly FileChange[], before: string, held: Pins): SortedPins {
  const adopted: AdoptedPin[] = [];
  const problems: Diagnostic[] = [];
  const pins = new Map(held);
  let source = before;
  for (const { file, edit } of edited.flatMap((change) => pinEditsOf(change, problems))) {
    const renamed = renamePin(source, edit);
    const isInLock = isSameLine(edit);
    if (!isInLock && renamed === source && !adopted.some((one) => isSamePin(one, edit))) {
      const line = `cig.toml does not name it, and a plugin of this cig asks for ${pinKey(edit.name, edit.before.version)}.`;
      problems.push(unsayable(file, edit.path, line));
      continue;
    }
    pins.set(keyOf(edit.name, edit.after), edit.after);
    adopted.push({ file, edit, to: renamed === source && isInLock ? "cig.lock" : "cig.toml" });
    source = renamed;
  }
  return { adopted, source, pins, problems };
}

function pinEditsOf(change: FileChange, problems: Diagnostic[]): { file: string; edit: PinEdit }[] {
  const edits = editsOf(change);
  if ("code" in edits) {
    problems.push(edits);
    return [];
  }
  return edits.edits.flatMap((edit) => (edit.kind === "pin" ? [{ file: change.path, edit }] : []));
}

function keyOf(name: string, pin: Pin): string {
  return pinKey(name, pin.version);
}

function isSamePin({ edit, to }: AdoptedPin, other: PinEdit): boolean {
  return to === "cig.toml" && edit.name === other.name && edit.after.digest === other.after.digest;
}

function editsOf(change: FileChange): { edits: readonly Edit[] } | Diagnostic {
  const { path, before = "", after = "" } = change;
  // As after an adoption that was interrupted: cig.toml says it already.
  if (meaningOf(path, before) === meaningOf(path, after)) return { edits: [] };
  // What cig would write now is what it wrote then, so every difference is the editor's.
  if (readHeader(before)?.body !== readHeader(after)?.body) {
    const message = `"${path}" was edited, and cig.toml or what it is made from has changed since, too: who changed what cannot be told.`;
    const hint =
      "Put the other changes away, adopt, and take them back:\n  git stash push cig.toml cig.lock\n  cig adopt\n  git stash pop";
    return diagnose("CIG713", message, { hint });
  }
  if (!change.owners.includes("provider/github")) return { edits: imagePins(after, before) };
  const edits = compareWorkflow(after, before);
  if (typeof edits !== "string") return { edits };
  const hint = `Mend it, or overwrite it:\n  cig render --force`;
  return diagnose("CIG713", `"${path}" cannot be compared. ${edits}`, { hint });
}

/** Images whose digest is another one, wherever they stand: in YAML, in a script, in Groovy. */
function imagePins(rendered: string, edited: string): PinEdit[] {
  const held = digestsIn(rendered);
  return [...digestsIn(edited)].flatMap(([name, digest]): PinEdit[] => {
    const before = { version: "", digest: held.get(name) ?? "" };
    if (before.digest === digest) return [];
    return [{ kind: "pin", path: [name], name, before, after: { version: "", digest } }];
  });
}

function digestsIn(text: string): Map<string, string> {
  const found = text.matchAll(/([a-z0-9][\w./-]*:[\w][\w.-]*)@(sha256:[0-9a-f]{64})\b/g);
  return new Map([...found].map(([, name, digest]) => [name!, digest!]));
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
