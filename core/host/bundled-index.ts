import { type BundledIndex, scanFolders } from "../source/bundled.ts";

/**
 * The index of the plugin folders below `directory`, for the build to write as `bundled.json` beside them. Throws
 * when a manifest is invalid: cig must not be shipped so.
 */
export async function buildBundledIndex(directory: string): Promise<BundledIndex> {
  const { value = [], diagnostics } = await scanFolders(directory);
  if (diagnostics.length > 0) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  const misplaced = value.find(
    (plugin) => !plugin.directory.replaceAll("\\", "/").endsWith(`/${plugin.name}`),
  );
  if (misplaced)
    throw new Error(
      `The plugin ${misplaced.name} is in ${misplaced.directory}, and not in a folder of its name.`,
    );
  return {
    schema: 1,
    plugins: Object.fromEntries(
      value.map(({ name, digest, manifest: { support, ...manifest }, command }) => [
        name,
        { digest, manifest, ...(support && { support: JSON.stringify(support) }), command },
      ]),
    ),
  };
}
