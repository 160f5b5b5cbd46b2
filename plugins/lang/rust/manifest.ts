import {
  type FileIndex,
  isTable,
  joinPath,
  type TomlTable,
  type ToolStatement,
  tomlLine,
  valueAt,
} from "cig/sdk";

/** A Cargo.toml. */
export interface Manifest {
  readonly file: string;
  readonly table: TomlTable;
  readonly source: string;
}

/** Undefined when the folder has none that can be read. */
export function readManifest(files: FileIndex, directory: string): Manifest | undefined {
  const file = joinPath(directory, "Cargo.toml");
  const parsed = files.toml(file);
  return parsed && !("error" in parsed) ? { file, ...parsed } : undefined;
}

/** The text at a key, and where it stands. */
export function statedAt(manifest: Manifest, ...path: string[]): ToolStatement | undefined {
  const value = valueAt(manifest.table, ...path);
  return typeof value === "string" && value !== ""
    ? { value, file: manifest.file, line: tomlLine(manifest.source, path) }
    : undefined;
}

/** What the package says, or the workspace for all its packages. */
export function packageValue(manifest: Manifest, key: string): ToolStatement | undefined {
  return statedAt(manifest, "package", key) ?? statedAt(manifest, "workspace", "package", key);
}

/** Patterns of the workspace's members, what is excluded with "!". Empty without a workspace. */
export function workspacePatterns({ table, source, file }: Manifest): ToolStatement[] {
  const texts = (key: string) => {
    const value = valueAt(table, "workspace", key);
    const line = tomlLine(source, ["workspace", key]);
    return (Array.isArray(value) ? value : [])
      .filter((item): item is string => typeof item === "string" && item !== "")
      .map((item) => ({ value: item.replace(/^\.\//, "").replace(/\/+$/, ""), file, line }));
  };
  const excluded = texts("exclude").flatMap((each) => [
    { ...each, value: `!${each.value}` },
    { ...each, value: `!${each.value}/**` },
  ]);
  return [...texts("members"), ...excluded];
}

export function isWorkspace({ table }: Manifest): boolean {
  return isTable(table.workspace);
}

export function isPackage({ table }: Manifest): boolean {
  return isTable(table.package);
}
