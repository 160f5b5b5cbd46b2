import { foreignLine } from "../../report/foreign.ts";
import type { Adopted, Adoption } from "./sort-edits.ts";
import { pathText } from "./sort-edits.ts";

/** What was adopted, a line for each edit. */
export function adoptText(adoption: Adoption | undefined, written: boolean): string {
  if (!adoption) return "Nothing to adopt: no rendered file was edited.\n";
  const lines = [...new Set(adoption.adopted.map(lineOf))].map((line) => `${foreignLine(line)}\n`);
  if (lines.length === 0)
    lines.push("The edits change no meaning, so the files are written as cig writes them.\n");
  return `${lines.join("")}${written ? "Adopted; every file is what cig.toml says.\n" : "Nothing was written.\n"}`;
}

/** `cig.adopt/1`, without diagnostics. */
export function adoptJson(adoption: Adoption | undefined, written: boolean): object {
  return {
    schema: "cig.adopt/1",
    adopted: (adoption?.adopted ?? []).map(({ file, edit, to }) => ({
      file,
      path: pathText(edit.path),
      to,
      ...(edit.kind === "pin" && { name: edit.name }),
      ...(edit.before !== undefined && { before: edit.before }),
      after: edit.after,
    })),
    written,
  };
}

function lineOf({ edit, to }: Adopted): string {
  if (edit.kind === "value") {
    const table = edit.job === undefined ? "[provider.github]" : `[jobs.${edit.job}.provider.github]`;
    return `${pathText(edit.path)} = ${JSON.stringify(edit.after)} → ${table}`;
  }
  const short = edit.after.digest.replace(/^sha256:/, "").slice(0, 12);
  const versions = edit.after.version === "" ? "" : ` ${edit.before.version || "?"} → ${edit.after.version}`;
  return `${edit.name}${versions} (${short}) → ${to}`;
}
