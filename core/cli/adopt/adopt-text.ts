import { foreignLine } from "../../report/foreign.ts";
import type { AdoptedPin } from "./sort-pins.ts";
import { pathText } from "./sort-pins.ts";
import type { Way } from "./words/proposal.ts";

/** What an adoption comes to: the pins, and what is said in cig.toml. */
export interface Adoption {
  readonly pins: readonly AdoptedPin[];
  readonly said: readonly { readonly file: string; readonly way: Way }[];
}

/** What was adopted, a line for each edit. */
export function adoptText(adoption: Adoption | undefined, written: boolean): string {
  if (!adoption) return "Nothing to adopt: no rendered file was edited.\n";
  const all = [...adoption.pins.map(pinLine), ...adoption.said.map(({ way }) => wayLine(way))];
  const lines = [...new Set(all)].map((line) => `${foreignLine(line)}\n`);
  if (lines.length === 0)
    lines.push("The edits change no meaning, so the files are written as cig writes them.\n");
  return `${lines.join("")}${written ? "Adopted; every file is what cig.toml says.\n" : "Nothing was written.\n"}`;
}

/** `cig.adopt/1`, without diagnostics. */
export function adoptJson(adoption: Adoption | undefined, written: boolean): object {
  const pins = (adoption?.pins ?? []).map(({ file, edit, to }) => ({
    file,
    path: pathText(edit.path),
    to,
    name: edit.name,
    before: edit.before,
    after: edit.after,
  }));
  const said = (adoption?.said ?? []).map(({ file, way: { path, to, before, after } }) => ({
    file,
    path: pathText(path),
    to,
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
  }));
  return { schema: "cig.adopt/1", adopted: [...pins, ...said], written };
}

function pinLine({ edit, to }: AdoptedPin): string {
  const short = edit.after.digest.replace(/^sha256:/, "").slice(0, 12);
  const versions = edit.after.version === "" ? "" : ` ${edit.before.version || "?"} → ${edit.after.version}`;
  return `${edit.name}${versions} (${short}) → ${to}`;
}

function wayLine({ path, before, after, operations }: Way): string {
  const place = pathText(path);
  const [operation] = operations.slice(-1);
  const kept = operation?.path.includes("provider") ? `, the escape hatch ${hatchOf(operation.path)}` : "";
  if (after === undefined) return `${place} is taken away${shown(before)} → cig.toml${kept}`;
  if (operation?.kind === "insert") return `${place} is new: ${short(after)} → cig.toml${kept}`;
  return `${place} = ${short(after)} → cig.toml${kept}`;
}

/** "[jobs.test.provider.github]" */
function hatchOf(path: Way["path"]): string {
  return `[${pathText(path.slice(0, path.indexOf("provider") + 2))}]`;
}

function shown(value: unknown): string {
  return value === undefined ? "" : `: ${short(value)}`;
}

function short(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}
