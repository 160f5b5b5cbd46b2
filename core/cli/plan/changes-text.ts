import { lockPath } from "../../lock/path.ts";
import type { Change, Risk } from "../../output/changes/changes.ts";
import type { FileChange } from "../../output/compare.ts";
import type { PipelineResult } from "../../pipeline/pipeline.ts";
import { foreignLine } from "../../report/foreign.ts";
import type { Paint } from "../../report/paint.ts";
import { count } from "../count.ts";
import { pending, untouched } from "./pending.ts";
import { type Fate, showSign } from "./sign.ts";

/**
 * What happens to each job that changes, by id. A job that stays as it is, is absent, also where a file that nobody
 * claims any more had one of the same name.
 */
export function jobSigns(
  { plan, changes: files }: PipelineResult,
  changes: readonly Change[],
): Map<string, Fate> {
  const signs = new Map<string, Fate>();
  for (const { path, jobs } of plan?.outputs ?? []) {
    if (files.find((file) => file.path === path)?.change !== "create") continue;
    // What a new file calls its jobs is known only when its meaning was read, which costs time.
    if (changes.some((change) => change.path === path)) continue;
    for (const { id } of jobs) signs.set(id, "add");
  }
  const planned = new Set(plan?.outputs.flatMap(({ jobs }) => jobs.map(({ id }) => id)));
  const claimed = new Set(plan?.outputs.map(({ path }) => path));
  for (const { subject, field, action, path } of changes) {
    const id = /^job\.(.+)$/s.exec(subject)?.[1];
    if (id === undefined || signs.get(id) === "add" || signs.get(id) === "replace") continue;
    if (planned.has(id) && !claimed.has(path)) continue;
    signs.set(id, field === undefined ? action : "change");
  }
  return signs;
}

/** The block "Changes": how many things change, which, and what deserves a second look. */
export function changesText(
  result: PipelineResult,
  changes: readonly Change[],
  { detail, paint }: { readonly detail: "summary" | "normal" | "full"; readonly paint: Paint },
): string {
  const files = pending(result.changes);
  const rest = untouched(result.changes);
  const unchanged = rest === "" ? "" : ` (${rest})`;
  if (files.length === 0 && changes.length === 0) return `${paint.bold("Changes:")} none${unchanged}\n`;
  const lines = [
    `${paint.bold("Changes:")}${unchanged}`,
    ...totals(result, files, changes).map(([fate, text]) => `  ${showSign(fate, paint)} ${text}`),
    ...(detail === "summary" ? [] : details(files, changes, paint)),
    "",
    "Run `cig render` to apply these changes.",
  ];
  return `${lines.join("\n")}\n`;
}

/** "+ 1 workflow", "+ 6 jobs", "~ 2 caches updated", in this order: files, jobs, then the others by name. */
function totals(
  result: PipelineResult,
  files: readonly FileChange[],
  changes: readonly Change[],
): [Fate, string][] {
  const things = new Map<string, Set<string>>();
  const add = (kind: string, fate: Fate, thing: string) => {
    const key = `${kind}\0${fate}`;
    things.set(key, (things.get(key) ?? new Set()).add(thing));
  };
  for (const { path, change } of files) add(path === lockPath ? "lock" : "workflow", fates[change], path);
  for (const [id, fate] of jobSigns(result, changes)) add("job", fate, id);
  for (const { subject, field, action, path } of changes) {
    const [kind, ...name] = subject.split(".");
    if (kind !== "job" && kind !== "workflow" && kind !== "lock" && kind)
      add(kind, field === undefined ? action : "change", `${path}\0${name.join(".")}`);
  }
  return [...things].map(([key, members]) => {
    const [kind, fate] = key.split("\0") as [string, Fate];
    const word = kind === "workflow" ? fileWord(result) : foreignLine(kind);
    return [fate, `${plural(members.size, word)}${suffixes[fate]}`];
  });
}

const fates = { create: "add", update: "change", delete: "remove", same: "same" } as const;
const suffixes: Readonly<Record<Fate, string>> = {
  add: "",
  change: " updated",
  remove: " removed",
  replace: " replaced",
  same: "",
};

/** An output holds a workflow; only files beside outputs and cig.lock are called files. */
function fileWord({ plan, changes }: PipelineResult): string {
  const paths = new Set([lockPath, ...(plan?.outputs ?? []).map(({ path }) => path)]);
  return changes.every(({ path, owners }) => owners.length === 0 || paths.has(path)) ? "workflow" : "file";
}

function plural(number: number, noun: string): string {
  return number !== 1 && /[^aeiou]y$/.test(noun) ? `${number} ${noun.slice(0, -1)}ies` : count(number, noun);
}

const risks: Readonly<Record<Risk, string>> = {
  "permissions-widened": "the token may do more than before",
  "required-check-renamed": "a branch rule that requires the old name would wait for ever",
  "new-secret": "the workflow gets a secret that it did not have",
  unpinned: "what is fetched can change without a change here",
};

/** Each change on a line under its file; what is risky stands in a block of its own. */
function details(files: readonly FileChange[], changes: readonly Change[], paint: Paint): string[] {
  const risky = changes.filter(({ risk }) => risk !== undefined);
  const lines: string[] = [];
  for (const { path, change } of files) {
    const own = changes.filter((each) => each.path === path && each.risk === undefined);
    // Of a new file everything is new: the totals and the list of jobs have said it.
    if (change === "create" || own.length === 0) continue;
    lines.push("", `  ${foreignLine(path)}`, ...own.map((each) => `    ${changeLine(each, paint)}`));
  }
  if (risky.length > 0)
    lines.push(
      "",
      paint.bold("Look twice:"),
      ...risky.map((each) => `  ${changeLine(each, paint)}: ${risks[each.risk!]}`),
    );
  return lines;
}

function changeLine({ action, subject, field, before, after, cause }: Change, paint: Paint): string {
  const what = [subject, field].filter(Boolean).join(" ");
  const values = [before, after].map((value) => value && shorten(foreignLine(value)));
  const change =
    values[0] && values[1]
      ? `: ${values[0]} → ${values[1]}`
      : values[0] || values[1]
        ? `: ${values[1] ?? values[0]}`
        : "";
  return `${showSign(action, paint)} ${foreignLine(what)}${change}${cause ? paint.dim(` (${foreignLine(cause)})`) : ""}`;
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
