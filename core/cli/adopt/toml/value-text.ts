import type { TomlValue } from "../../../../sdk/import/imported.ts";
import { openComments } from "../../import/toml/comments.ts";
import { writeEntry, writeValue } from "../../import/toml/value.ts";
import type { Path } from "../compare-workflow.ts";

/** Where a value is written. */
export interface Spot {
  /** How much of the first line is taken. */
  readonly before: number;
  readonly indent: string;
  /** What stands there now, as written: its kind of quotes is kept where the new text allows it. */
  readonly old?: string;
}

export function valueText(value: TomlValue, path: Path, { before, indent, old = "" }: Spot): string {
  if (typeof value === "string" && value.includes("\n") && old.startsWith('"""')) {
    const escaped = value.replace(/\\/g, "\\\\").replace(/"(?=""|"?$)/g, '\\"');
    if (!/[\x00-\x08\x0b-\x1f\x7f]/.test(value)) return `"""\n${escaped}"""`;
  }
  if (typeof value === "string" && !/['\x00-\x1f\x7f]/.test(value) && /^'(?!'')/.test(old))
    return `'${value}'`;
  return writeValue(value, path, openComments([]), before, indent);
}

/** `a.b = value`, without a line end. */
export function entryText(keys: readonly string[], value: TomlValue, indent = ""): string {
  const [first, ...inner] = keys;
  const nested = inner.reduceRight<TomlValue>((each, key) => ({ [key]: each }), value);
  return writeEntry(first!, nested, [], openComments([]), indent);
}
