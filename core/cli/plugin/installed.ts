import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Diagnostic } from "../../diagnostic/diagnostic.ts";
import { discover } from "../../host/discover.ts";
import { bundledDirectory } from "../../source/bundled-directory.ts";
import type { InstalledPlugin } from "../../source/installed-plugin.ts";
import type { Invocation } from "../invocation.ts";
import { locate } from "../locate.ts";

/** The plugins that a run here would have, by cig.toml's [plugins] where there is one; none is started. */
export async function installedPlugins({ arguments: given, environment }: Invocation): Promise<{
  root: string;
  plugins: readonly InstalledPlugin[];
  diagnostics: readonly Diagnostic[];
}> {
  const { root, configFile } = locate(given);
  const diagnostics: Diagnostic[] = [];
  let table = {};
  if (configFile !== undefined || existsSync(join(root, "cig.toml"))) {
    const { loadConfig } = await import("../../config/config.ts");
    const loaded = await loadConfig(root, { ...(configFile && { file: configFile }), environment });
    diagnostics.push(...loaded.diagnostics);
    table = loaded.value?.schema.plugins ?? {};
  }
  const found = await discover({
    root,
    table,
    bundledDirectory: bundledDirectory(),
    allowPath: given.has("allow-path"),
    searchPath: environment.PATH ?? "",
  });
  return { root, plugins: found.value ?? [], diagnostics: [...diagnostics, ...found.diagnostics] };
}
