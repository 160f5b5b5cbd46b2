import { type FileIndex, isTable, joinPath, type TomlTable, tomlLine, valueAt } from "cig/sdk";
import { type IniEntry, parseIni } from "./ini.ts";
import { type Remark, remarkAt } from "./remarks.ts";

/** What the manifests of a folder say about its project. */
export interface Project {
  readonly directory: string;
  /** "pyproject.toml" in its folder, when it could be read. */
  readonly pyproject?: Pyproject;
  /** Entries of setup.cfg; empty without. */
  readonly setupCfg: readonly IniEntry[];
  /** True: pip can install the folder itself. */
  readonly isPackage: boolean;
  /** As stated; undefined when it is computed or absent. */
  readonly name?: string;
  readonly extras: readonly string[];
  readonly groups: readonly string[];
  readonly remarks: readonly Remark[];
}

export interface Pyproject {
  readonly file: string;
  readonly table: TomlTable;
  readonly source: string;
}

export function readProject(files: FileIndex, directory: string): Project {
  const { pyproject, remarks } = readPyproject(files, joinPath(directory, "pyproject.toml"));
  const setupCfg = parseIni(files.text(joinPath(directory, "setup.cfg")) ?? "");
  const name = nameOf(pyproject, setupCfg);
  return {
    directory,
    ...(pyproject && { pyproject }),
    setupCfg,
    isPackage: isPackage(files, directory, pyproject, setupCfg),
    ...(name !== undefined && { name }),
    extras: extrasOf(pyproject, setupCfg),
    groups: namesOf(at(pyproject, "dependency-groups")),
    remarks,
  };
}

/** The value at a path of pyproject.toml. */
export function at(pyproject: Pyproject | undefined, ...path: readonly string[]): unknown {
  return valueAt(pyproject?.table, ...path);
}

/** The text at a path of pyproject.toml with its line; undefined when it is empty or no text. */
export function statedAt(
  pyproject: Pyproject | undefined,
  ...path: readonly string[]
): { value: string; file: string; line: number } | undefined {
  const value = at(pyproject, ...path);
  if (!pyproject || typeof value !== "string" || value.trim() === "") return undefined;
  return { value: value.trim(), file: pyproject.file, line: tomlLine(pyproject.source, path) };
}

function readPyproject(files: FileIndex, file: string): { pyproject?: Pyproject; remarks: Remark[] } {
  const parsed = files.toml(file);
  if (!parsed) return { remarks: [] };
  if (!("error" in parsed)) return { pyproject: { file, ...parsed }, remarks: [] };
  const message = `"${file}" says nothing about the project, because it is not valid TOML: ${parsed.error}.`;
  const hint = "Correct the file, or leave it out with [detect] ignore in cig.toml.";
  return { remarks: [remarkAt("PY101", file, parsed.line, message, hint)] };
}

/**
 * A [build-system] makes a package of a folder, and so does setup.py. A [project] alone may be the list of an
 * application's dependencies, which cannot be installed as a package when it has several folders of code.
 */
function isPackage(
  files: FileIndex,
  directory: string,
  pyproject: Pyproject | undefined,
  setupCfg: readonly IniEntry[],
): boolean {
  if (
    at(pyproject, "tool", "poetry", "package-mode") === false ||
    at(pyproject, "tool", "uv", "package") === false
  )
    return false;
  return (
    isTable(at(pyproject, "build-system")) ||
    files.has(joinPath(directory, "setup.py")) ||
    setupCfg.some(({ section, key }) => section === "metadata" && key === "name")
  );
}

function nameOf(pyproject: Pyproject | undefined, setupCfg: readonly IniEntry[]): string | undefined {
  const inSetup = setupCfg.find(({ section, key }) => section === "metadata" && key === "name")?.values[0]
    ?.text;
  const stated = statedAt(pyproject, "project", "name") ?? statedAt(pyproject, "tool", "poetry", "name");
  return stated?.value ?? inSetup;
}

function extrasOf(pyproject: Pyproject | undefined, setupCfg: readonly IniEntry[]): string[] {
  const inSetup = setupCfg
    .filter(({ section }) => section === "options.extras_require")
    .map(({ key }) => key);
  return [
    ...new Set([
      ...namesOf(at(pyproject, "project", "optional-dependencies")),
      ...namesOf(at(pyproject, "tool", "poetry", "extras")),
      ...inSetup.filter(isName),
    ]),
  ];
}

function namesOf(table: unknown): string[] {
  return isTable(table) ? Object.keys(table).filter(isName) : [];
}

/** Names of extras and groups reach a command line, so only what the standard allows is taken. */
function isName(name: string): boolean {
  return /^[A-Za-z0-9]([\w.-]*[A-Za-z0-9])?$/.test(name);
}
