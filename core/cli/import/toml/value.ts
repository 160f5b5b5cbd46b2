import type { TomlTable, TomlValue } from "../../../../sdk/import/imported.ts";
import { tomlKey } from "../../init/toml.ts";
import type { Comments } from "./comments.ts";
import { writeString } from "./string.ts";

/** Where a value stands: its keys and indexes from the top. */
export type Path = readonly (string | number)[];

/** Wider than this, a list or a table gets a line for each of its values. */
const widest = 110;

/** A value behind `key =`. `before` is how much of its first line is taken, `indent` where its lines begin. */
export function writeValue(
  value: TomlValue,
  path: Path,
  comments: Comments,
  before: number,
  indent = "",
): string {
  if (typeof value === "string") return writeString(value);
  if (typeof value === "number") return writeNumber(value);
  if (typeof value === "boolean") return String(value);
  const short = comments.isBelow(path) ? undefined : oneLine(value);
  // Tables in a list are steps and the like: each has its own line, however short.
  const isSteps = isList(value) && value.some(isTable) && path.length > 0;
  if (
    short !== undefined &&
    !(isSteps && (value as readonly TomlValue[]).length > 1) &&
    before + short.length <= widest
  )
    return short;
  const inner = `${indent}  `;
  if (isList(value)) {
    const items = value.map((item, index) => {
      const own = [...path, index];
      return `${comments.before(own, inner)}${inner}${writeValue(item, own, comments, inner.length + 1, inner)},\n`;
    });
    return `[\n${items.join("")}${indent}]`;
  }
  return writeLongTable(value, path, comments, indent);
}

/** A key with its value, without a line end. A lone key inside of `native` and `provider` is written with a dot. */
export function writeEntry(
  key: string,
  value: TomlValue,
  path: Path,
  comments: Comments,
  indent: string,
): string {
  const [name, inner, at] = dotted(key, value, [...path, key]);
  const before = `${indent}${name} = `;
  return `${comments.before(at, indent)}${before}${writeValue(inner, at, comments, before.length, indent)}`;
}

function writeLongTable(table: TomlTable, path: Path, comments: Comments, indent: string): string {
  const entries = Object.entries(table);
  // A table with one long text begins on the line of its brace: `{ run = '''`.
  const [only] = entries;
  if (entries.length === 1 && typeof only![1] === "string" && !comments.isBelow(path))
    return `{ ${tomlKey(only![0])} = ${writeString(only![1])} }`;
  const inner = `${indent}  `;
  const lines = entries.map(([key, value]) => `${writeEntry(key, value, path, comments, inner)},\n`);
  return lines.length === 0 ? "{}" : `{\n${lines.join("")}${indent}}`;
}

/** The value on one line; undefined for one with a text of several. */
function oneLine(value: TomlValue): string | undefined {
  if (typeof value === "string") return value.includes("\n") ? undefined : writeString(value);
  if (typeof value === "number") return writeNumber(value);
  if (typeof value === "boolean") return String(value);
  if (isList(value)) {
    const items = value.map(oneLine);
    return items.includes(undefined) ? undefined : `[${items.join(", ")}]`;
  }
  const entries = Object.entries(value).map(([key, each]) => {
    const [name, inner] = dotted(key, each, []);
    const text = oneLine(inner);
    return text === undefined ? undefined : `${name} = ${text}`;
  });
  if (entries.includes(undefined)) return undefined;
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

const dottedKeys: ReadonlySet<string> = new Set(["native", "provider"]);

function dotted(key: string, value: TomlValue, path: Path): [name: string, value: TomlValue, path: Path] {
  const entries = dottedKeys.has(key) && isTable(value) ? Object.entries(value) : [];
  if (entries.length !== 1) return [tomlKey(key), value, path];
  const [inner, own] = entries[0]!;
  return [`${tomlKey(key)}.${tomlKey(inner)}`, own, [...path, inner]];
}

function writeNumber(value: number): string {
  if (Object.is(value, -0)) return "-0.0";
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Number.isSafeInteger(value)) return String(value);
  const text = String(value);
  return /[.e]/.test(text) ? text.replace(/^(-?\d+)e/, "$1.0e") : `${text}.0`;
}

export function isTable(value: TomlValue): value is TomlTable {
  return typeof value === "object" && !isList(value);
}

function isList(value: TomlValue): value is readonly TomlValue[] {
  return Array.isArray(value);
}
