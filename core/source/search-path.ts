import { readdir, realpath } from "node:fs/promises";
import { delimiter, dirname, isAbsolute, join } from "node:path";
import { byCodeUnit } from "../compare.ts";
import type { Diagnostic, Result } from "../diagnostic/diagnostic.ts";
import { readFolder } from "./folder.ts";
import type { InstalledPlugin } from "./installed-plugin.ts";

/**
 * The plugins on a search path: executables named `cig-plugin-*` with a module.toml beside the file that they
 * really are. As in a shell, an earlier folder hides a later one's executable of the same name. Relative
 * entries are passed over: they would let the current folder decide what runs.
 */
export async function pluginsOnPath(searchPath: string): Promise<Result<InstalledPlugin[]>> {
  const plugins: InstalledPlugin[] = [];
  const diagnostics: Diagnostic[] = [];
  const seen = new Set<string>();
  for (const folder of searchPath.split(delimiter).filter(isAbsolute)) {
    const names = await readdir(folder).catch(() => []);
    for (const name of names.filter((name) => name.startsWith("cig-plugin-")).sort(byCodeUnit)) {
      if (seen.has(name)) continue;
      seen.add(name);
      const found = await readExecutable(join(folder, name));
      diagnostics.push(...found.diagnostics);
      if (found.value && !plugins.some((plugin) => plugin.directory === found.value?.directory))
        plugins.push(found.value);
    }
  }
  return { value: plugins, diagnostics };
}

async function readExecutable(path: string): Promise<Result<InstalledPlugin>> {
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined) return { diagnostics: [] };
  return readFolder(dirname(real), "PATH", dirname(real), real);
}
