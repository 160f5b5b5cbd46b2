import type { TomlTable, TomlValue } from "../../../sdk/import/imported.ts";
import { satisfiesVersion } from "../../pins.ts";
import { openComments } from "../import/toml/comments.ts";
import { writeEntry } from "../import/toml/value.ts";
import { tomlKey } from "../init/toml.ts";
import type { Edit } from "./compare-workflow.ts";

/**
 * Adds values to the escape hatches of a cig.toml, as text: what is there stays as it is. A hatch that has no header of
 * its own is begun at the end of the file. The outcome need not be TOML, where the file has the same key already.
 */
export function addHatches(source: string, edits: readonly Extract<Edit, { kind: "value" }>[]): string {
  const byHeader = new Map<string, TomlTable>();
  for (const { job, key, after } of edits) {
    const header = job === undefined ? "[provider.github]" : `[jobs.${tomlKey(job)}.provider.github]`;
    byHeader.set(header, withValue(byHeader.get(header) ?? {}, key, after));
  }
  return [...byHeader].reduce((text, [header, table]) => addTable(text, header, table), source);
}

/** Names another version, or commit, of an action wherever the file names the old one; as exact as it was. */
export function renamePin(source: string, { name, before, after }: Extract<Edit, { kind: "pin" }>): string {
  const written = new RegExp(`(["']${escaped(name)}(?:/[^"'@\\s]+)?@)([^"'\\s]+)(?=["'])`, "g");
  return source.replace(written, (whole, start: string, ref: string) => {
    if (before.digest !== "" && ref === before.digest) return `${start}${after.digest}`;
    const isOld = satisfiesVersion(before.version, ref) && !satisfiesVersion(after.version, ref);
    return isOld ? `${start}${after.version.split(".").slice(0, ref.split(".").length).join(".")}` : whole;
  });
}

function withValue(table: TomlTable, [key, ...inner]: readonly string[], value: TomlValue): TomlTable {
  if (inner.length === 0) return { ...table, [key!]: value };
  return { ...table, [key!]: withValue((table[key!] ?? {}) as TomlTable, inner, value) };
}

function addTable(source: string, header: string, table: TomlTable): string {
  const end = source.includes("\r\n") ? "\r\n" : "\n";
  const comments = openComments([]);
  const lines = Object.entries(table)
    .map(([key, value]) => `${writeEntry(key, value, [], comments, "")}\n`)
    .join("")
    .replaceAll("\n", end);
  const found = new RegExp(`^${escaped(header)}[^\\S\\n]*(?:#.*)?\\r?\\n`, "m").exec(source);
  if (found) {
    const at = found.index + found[0].length;
    return source.slice(0, at) + lines + source.slice(at);
  }
  const before = source === "" || source.endsWith("\n") ? source : `${source}${end}`;
  return `${before}${end}${header}${end}${lines}`;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}
