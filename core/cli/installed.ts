import type { Result } from "../diagnostic/diagnostic.ts";
import { discover, type PluginTable } from "../host/discover.ts";
import { bundledDirectory } from "../source/bundled-directory.ts";
import type { InstalledPlugin } from "../source/installed-plugin.ts";
import type { Invocation } from "./invocation.ts";

/** The plugins that a run below `root` would have, by [plugins] of its cig.toml; none is started. */
export function installedPlugins(
  root: string,
  table: PluginTable,
  { arguments: given, environment }: Pick<Invocation, "arguments" | "environment">,
): Promise<Result<InstalledPlugin[]>> {
  return discover({
    root,
    table,
    bundledDirectory: bundledDirectory(),
    allowPath: given.has("allow-path"),
    searchPath: environment.PATH ?? "",
  });
}
