import type { Unreadable } from "./compose.ts";
import { linesOf } from "./file.ts";
import { type FileIndex, isTable, joinPath } from "./file-index.ts";
import { tomlLine } from "./toml-line.ts";

/** A version of a tool as a file states it, word for word, and where. */
export interface ToolStatement {
  readonly value: string;
  readonly file: string;
  readonly line: number;
}

/** mise reads them in this order. */
const miseFiles = [
  "mise.toml",
  ".mise.toml",
  "mise/config.toml",
  ".mise/config.toml",
  ".config/mise.toml",
  ".config/mise/config.toml",
];

/** What `.tool-versions` and then mise's files in the folder say about a tool, known by any of `names`. */
export function toolStatements(
  files: FileIndex,
  directory: string,
  names: readonly string[],
): ToolStatement[] {
  return [
    ...fromToolVersions(files, joinPath(directory, ".tool-versions"), names),
    ...miseFiles.flatMap((name) => fromMise(files, joinPath(directory, name), names)),
  ];
}

/** Those of mise's files in the folder that are no TOML. */
export function brokenToolFiles(files: FileIndex, directory: string): Unreadable[] {
  return miseFiles
    .map((name) => joinPath(directory, name))
    .flatMap((file) => {
      const parsed = files.toml(file);
      return parsed && "error" in parsed ? [{ file, line: parsed.line, reason: parsed.error }] : [];
    });
}

/** The lines of a file that holds versions and nothing else, in order; `#` begins a comment. */
export function versionFile(files: FileIndex, file: string): ToolStatement[] {
  return linesOf(files.text(file) ?? "").flatMap((line, index) => {
    const value = line.replace(/(^|\s)#.*$/, "").trim();
    return value === "" ? [] : [{ value, file, line: index + 1 }];
  });
}

function fromToolVersions(files: FileIndex, file: string, names: readonly string[]): ToolStatement[] {
  for (const [index, line] of linesOf(files.text(file) ?? "").entries()) {
    const [name, value] = line.replace(/#.*$/, "").trim().split(/\s+/);
    if (name !== undefined && value !== undefined && names.includes(name))
      return [{ value, file, line: index + 1 }];
  }
  return [];
}

function fromMise(files: FileIndex, file: string, names: readonly string[]): ToolStatement[] {
  const parsed = files.toml(file);
  if (parsed === undefined || "error" in parsed) return [];
  const { tools } = parsed.table;
  if (!isTable(tools)) return [];
  for (const name of names) {
    if (!Object.hasOwn(tools, name)) continue;
    const value = versionIn(tools[name]);
    if (value !== undefined && !value.includes("{{"))
      return [{ value, file, line: tomlLine(parsed.source, ["tools", name]) }];
  }
  return [];
}

/** mise takes a text, a list of which the first is the default, or a table with `version`. */
function versionIn(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return versionIn(value[0]);
  return isTable(value) ? versionIn(value.version) : undefined;
}
