import { type FileIndex, joinPath, type ToolStatement, tomlLine, valueAt, versionFile } from "cig/sdk";

/** What a rust-toolchain or rust-toolchain.toml states. */
export interface ToolchainFile {
  readonly file: string;
  readonly channel?: ToolStatement;
  readonly components: readonly ToolStatement[];
  readonly targets: readonly ToolStatement[];
  readonly profile?: ToolStatement;
}

/** rustup takes the file without an ending first; it may hold a table, too, or just the channel. */
export async function readToolchainFile(
  files: FileIndex,
  directory: string,
): Promise<ToolchainFile | undefined> {
  for (const name of ["rust-toolchain", "rust-toolchain.toml"]) {
    const file = joinPath(directory, name);
    const source = files.text(file);
    if (source === undefined) continue;
    if (!/^\s*\[/m.test(source)) {
      const [channel] = versionFile(files, file);
      return { file, ...(channel && { channel }), components: [], targets: [] };
    }
    const table = await parse(source);
    if (table === undefined) return { file, components: [], targets: [] };
    const at = (key: string) => {
      const value = valueAt(table, "toolchain", key);
      const line = tomlLine(source, ["toolchain", key]);
      return (Array.isArray(value) ? value : [value])
        .filter((item): item is string => typeof item === "string" && /^[\w.-]+$/.test(item))
        .map((item) => ({ value: item, file, line }));
    };
    const [[channel], [profile]] = [at("channel"), at("profile")];
    return {
      file,
      ...(channel && { channel }),
      components: at("components"),
      targets: at("targets"),
      ...(profile && { profile }),
    };
  }
  return undefined;
}

async function parse(source: string): Promise<unknown> {
  const { parse } = await import("smol-toml");
  try {
    return parse(source);
  } catch {
    return undefined;
  }
}
