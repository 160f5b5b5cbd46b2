import type { Imported, Residue, TomlTable } from "../../../sdk/import/imported.ts";
import type { Proof } from "../../import/prove.ts";
import { foreignLine } from "../../report/foreign.ts";
import type { Chosen } from "./choose.ts";
import { type Explained, explainDifferences } from "./reasons.ts";

/** What an import came to. */
export interface Done extends Imported, Chosen {
  readonly text: string;
  /** Of the cig.toml, as it is shown. */
  readonly path: string;
  readonly written: boolean;
  readonly proof: Proof;
}

/** What a person is told after an import. */
export function importText(done: Done): string {
  const { config, path, written, system, files, residue } = done;
  const jobs = Object.keys((config.jobs ?? {}) as TomlTable).length;
  const what = `${count(jobs, "job")} from ${count(files.size, "file")} of ${system.title}`;
  return [
    written ? `Wrote ${path}: ${what}.` : `${path} would hold ${what}.`,
    "",
    proofLines(done),
    ...residueLines("not carried", only(residue, "lost")),
    ...residueLines("carried with another meaning", only(residue, "changed")),
    ...residueLines("kept in GitHub's or another provider's own words", only(residue, "hatch")),
    "",
    written ? "Read it, then run `cig plan` to see what it would render." : "",
    "",
  ]
    .join("\n")
    .replace(/\n{2,}/g, "\n\n")
    .replace(/\n*$/, "\n");
}

/** What a person is told after a check. */
export function proofText(done: Done): string {
  return `${proofLines(done)}\n`;
}

function proofLines({ proof, residue, path }: Done): string {
  switch (proof.state) {
    case "none":
      return `Proof: none. Nothing reads the files of ${proof.reader}, so nothing could be compared.`;
    case "impossible":
      return `Proof: none. ${path} cannot be rendered as it is; the errors say why.`;
    case "equal":
      return [
        `Proof: equal. ${scopeOf(proof)} mean the same when they are rendered again.`,
        ...excuses(proof.excused),
      ].join("\n");
    case "differs": {
      const explained = explainDifferences(proof.differences, residue);
      return [
        explained.length > 0
          ? `Proof: ${count(explained.length, "difference")} in ${scopeOf(proof)}.`
          : `Proof: not complete. ${scopeOf(proof)} mean the same; what could not be read was not compared.`,
        ...grouped(explained),
        ...excuses(proof.excused),
      ].join("\n");
    }
  }
}

function scopeOf({ jobs, workflows }: { jobs: number; workflows: number }): string {
  return `${count(jobs, "job")} in ${count(workflows, "workflow")}`;
}

function excuses(excused: readonly { feature: string }[]): string[] {
  return [...new Set(excused.map(({ feature }) => feature))].map((each) => `  All the same: ${each}.`);
}

/** What all variants of a job say alike is said once. */
function grouped(explained: readonly Explained[]): string[] {
  const groups = new Map<string, Explained[]>();
  for (const each of explained) {
    const key = [each.path.replace(/\/jobs\/[^/]*|(?<=\/steps\/)\d+/g, ""), each.left, each.right].join("\n");
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()].flatMap((group) => {
    const [{ path, left, right, reason }] = group as [Explained, ...Explained[]];
    const more = group.length > 1 ? ` (and ${group.length - 1} more)` : "";
    return [
      `  ${foreignLine(path)}${more}`,
      `    original: ${shortened(left)}`,
      `    rendered: ${shortened(right)}`,
      ...(reason ? [`    because:  ${placeOf(reason)} ${foreignLine(reason.what)}`] : []),
    ];
  });
}

function residueLines(title: string, residue: readonly Residue[]): string[] {
  if (residue.length === 0) return [];
  const head = `\n${residue.length === 1 ? "1 thing is" : `${residue.length} things are`} ${title}:`;
  const groups = sameWords(residue);
  const shown = groups.slice(0, longest).map((group) => {
    const [{ what, why }] = group;
    return `  ${placesOf(group)} ${foreignLine(what)}. ${foreignLine(why)}`;
  });
  const rest = groups.slice(longest).flat().length;
  return [head, ...shown, ...(rest > 0 ? [`  and ${rest} more; --json has all.`] : [])];
}

type Group = readonly [Residue, ...Residue[]];

/** What is said in the same words of several places of a file is said once. */
function sameWords(residue: readonly Residue[]): Group[] {
  const groups = new Map<string, [Residue, ...Residue[]]>();
  for (const each of residue) {
    const key = [each.file, each.what, each.why].join("\0");
    const group = groups.get(key);
    if (group) group.push(each);
    else groups.set(key, [each]);
  }
  return [...groups.values()];
}

/** "ci.yml:14, 34, 50"; all lines of what is lost, and the first ones of what is only said in other words. */
function placesOf([first, ...others]: Group): string {
  const lines = [...new Set(others.map(({ line }) => line))];
  const shown = first.kind === "hatch" && lines.length > fewPlaces ? lines.slice(0, fewPlaces) : lines;
  const rest = lines.length - shown.length;
  const list = [placeOf(first), ...shown].join(", ");
  return rest > 0 ? `${list} and ${rest} more` : list;
}

const fewPlaces = 5;
const longest = 40;

function only(residue: readonly Residue[], kind: Residue["kind"]): Residue[] {
  return residue.filter((each) => each.kind === kind);
}

function placeOf({ file, line }: Residue): string {
  return `${foreignLine(file)}:${line}`;
}

function shortened(text: string): string {
  const line = foreignLine(text);
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
