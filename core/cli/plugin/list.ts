import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Diagnostic, hasErrors } from "../../diagnostic/diagnostic.ts";
import type { PluginTable } from "../../host/discover.ts";
import { foreignLine } from "../../report/foreign.ts";
import type { InstalledPlugin } from "../../source/installed-plugin.ts";
import { installedPlugins } from "../installed.ts";
import type { Invocation } from "../invocation.ts";
import { diagnosticJson, toJson } from "../json.ts";
import { type Location, locate } from "../locate.ts";

/** `cig plugin list`: what could take part here, started or not. */
export async function run(invocation: Invocation): Promise<number> {
  const { arguments: given, terminal, reporter } = invocation;
  const location = locate(given);
  const diagnostics: Diagnostic[] = [];
  const table = await pluginTable(location, invocation, diagnostics);
  const { value: plugins = [], diagnostics: found } = await installedPlugins(
    location.root,
    table,
    invocation,
  );
  diagnostics.push(...found);
  if (given.has("json")) terminal.out.write(toJson(pluginsDocument(plugins, diagnostics)));
  else terminal.out.write(listText(plugins));
  reporter.diagnostics(diagnostics, location.root);
  return hasErrors(diagnostics) ? 1 : 0;
}

/** Without a cig.toml the plugins are those that are shipped with cig. */
async function pluginTable(
  { root, configFile }: Location,
  { environment }: Invocation,
  diagnostics: Diagnostic[],
): Promise<PluginTable> {
  if (configFile === undefined && !existsSync(join(root, "cig.toml"))) return {};
  const { loadConfig } = await import("../../config/config.ts");
  const loaded = await loadConfig(root, { ...(configFile && { file: configFile }), environment });
  diagnostics.push(...loaded.diagnostics);
  return loaded.value?.schema.plugins ?? {};
}

function pluginsDocument(plugins: readonly InstalledPlugin[], diagnostics: readonly Diagnostic[]): object {
  return {
    schema: "cig.plugins/1",
    plugins: plugins.map(({ name, version, origin, digest, manifest }) => ({
      name,
      version,
      origin,
      digest,
      description: manifest.description,
      capabilities: manifest.capabilities,
      hooks: manifest.hooks,
      inputs: Object.keys(manifest.inputs),
      ...(manifest.title !== undefined && { title: manifest.title }),
      ...(manifest.support && { support: manifest.support }),
    })),
    diagnostics: diagnostics.map(diagnosticJson),
  };
}

function listText(plugins: readonly InstalledPlugin[]): string {
  const names = plugins.map(({ name, version }) => `${name}@${version}`);
  const widest = Math.max(0, ...names.map((name) => name.length));
  return plugins
    .map(({ origin, manifest }, index) => {
      const place = origin === "bundled" ? "" : ` [${origin}]`;
      return `${names[index]!.padEnd(widest)}  ${foreignLine(manifest.description)}${place}\n`;
    })
    .join("");
}
