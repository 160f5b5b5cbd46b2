import type { TomlTable, TomlValue } from "./imported.ts";

/** A table of cig.toml that is being made. */
export type Draft = Record<string, TomlValue>;

/** A value of YAML as TOML has it: TOML knows no null, which is left out of tables and empty in lists. */
export function tomlOf(value: unknown): TomlValue {
  if (typeof value === "string") return wellFormed(value);
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (Array.isArray(value)) return value.map((each) => (each === null ? "" : tomlOf(each)));
  if (isRecord(value)) return tomlTable(value);
  return value === null || value === undefined ? "" : wellFormed(String(value));
}

export function tomlTable(value: Readonly<Record<string, unknown>>): TomlTable {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]): [string, TomlValue][] =>
      each === null || each === undefined ? [] : [[wellFormed(key), tomlOf(each)]],
    ),
  );
}

/** A half of a character, which YAML can escape, is none in TOML. */
function wellFormed(text: string): string {
  return text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, "\uFFFD");
}

export function isEmpty(table: TomlTable): boolean {
  return Object.keys(table).length === 0;
}

/** cig.toml takes a hundred characters; some are left for a number that tells ids apart. */
const longestId = 96;

/** An id of cig.toml for a name: letters, digits, `-` and `_`, and no digit or `-` in front. */
export function idFor(name: string): string {
  const plain = name
    .replace(/[^A-Za-z0-9_-]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, longestId);
  return plain === "" ? "job" : /^[A-Za-z_]/.test(plain) ? plain : `job-${plain}`;
}

/** Characters as a text of cig.toml has them: `{{` would begin a name. */
export function characters(text: string): string {
  return text.replace(/\$?\{\{+/g, (braces) => `{{ '${braces}' }}`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
