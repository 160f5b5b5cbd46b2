import type { ImportedComment, TomlTable, TomlValue } from "../../../../sdk/import/imported.ts";
import { tomlKey } from "../../init/toml.ts";
import { type Comments, openComments } from "./comments.ts";
import { isTable, type Path, writeEntry } from "./value.ts";

/** Tables whose every key is a section of its own: `[jobs.test]`. */
const families: ReadonlySet<string> = new Set([
  "jobs",
  "workflows",
  "templates",
  "services",
  "caches",
  "backends",
  "runners",
  "commands",
  "profiles",
  "provider",
]);

/**
 * The text of a cig.toml as a person would write it: sections in the order of the value, steps as tables on a line
 * each, scripts between three quotes, and comments before what they are about. Parsed again it is the same value.
 */
export function writeToml(config: TomlTable, comments: readonly ImportedComment[]): string {
  const open = openComments(comments);
  const entries = Object.entries(config);
  // What stands behind the first header would belong to that section.
  const plain = entries.filter(([key, value]) => !isSection(key, value));
  const sections = entries.filter(([key, value]) => isSection(key, value));
  const head = plain.map(([key, value]) => `${writeEntry(key, value, [], open, "")}\n`).join("");
  const parts = [open.before([]), head, ...sections.flatMap(([key, value]) => section(key, value, open))];
  return parts.filter((part) => part !== "").join("\n");
}

function isSection(key: string, value: TomlValue): boolean {
  if (isTable(value)) return true;
  return key === "outputs" && Array.isArray(value) && value.length > 0 && value.every(isTable);
}

function section(key: string, value: TomlValue, comments: Comments): string[] {
  if (Array.isArray(value))
    return value.map((item: TomlValue, index) =>
      body(`[[${tomlKey(key)}]]`, item as TomlTable, [key, index], comments),
    );
  const table = value as TomlTable;
  const isFamily =
    families.has(key) && Object.values(table).length > 0 && Object.values(table).every(isTable);
  if (!isFamily) return [body(`[${tomlKey(key)}]`, table, [key], comments)];
  const own = comments.before([key]);
  const members = Object.entries(table).map(([id, each]) =>
    body(`[${tomlKey(key)}.${tomlKey(id)}]`, each as TomlTable, [key, id], comments),
  );
  return own === "" ? members : [`${own}${members[0]}`, ...members.slice(1)];
}

function body(header: string, table: TomlTable, path: Path, comments: Comments): string {
  const lines = Object.entries(table).map(
    ([key, value]) => `${writeEntry(key, value, path, comments, "")}\n`,
  );
  return `${comments.before(path)}${header}\n${lines.join("")}`;
}
