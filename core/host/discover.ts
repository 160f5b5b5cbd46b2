import { resolve } from "node:path";
import { byCodeUnit } from "../compare.ts";
import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic, Result } from "../diagnostic/diagnostic.ts";
import { nearest } from "../diagnostic/nearest.ts";
import { fitsRange } from "../manifest/version-range.ts";
import { bundledPlugins } from "../source/bundled.ts";
import { readFolder } from "../source/folder.ts";
import type { InstalledPlugin } from "../source/installed-plugin.ts";
import { pluginsOnPath } from "../source/search-path.ts";
import { checkCapabilities } from "./capabilities.ts";
import { highestCommon } from "./wire/handshake.ts";
import { coreProtocols } from "./wire/messages.ts";

/** `[plugins]` of cig.toml: a range for the version, or where the plugin is and what a store may use. */
export type PluginTable = Readonly<
  Record<
    string,
    string | { readonly path?: string; readonly version?: string; readonly grant?: readonly string[] }
  >
>;

export interface DiscoverOptions {
  /** The repository's root, absolute; paths in the table are relative to it. */
  readonly root: string;
  readonly table: PluginTable;
  /** Absolute; the folder with the plugins that are shipped with cig. */
  readonly bundledDirectory: string;
  /** True: `cig-plugin-*` on `searchPath` take part too. Nobody's PATH decides unasked what runs. */
  readonly allowPath?: boolean;
  /** As the PATH variable. */
  readonly searchPath?: string;
}

/**
 * Finds all plugins that can take part, sorted by name; starts none. A path in the table replaces a bundled
 * plugin of its name. A plugin with an error is left out, and the error says why.
 */
export async function discover(options: DiscoverOptions): Promise<Result<InstalledPlugin[]>> {
  const [bundled, named, onPath] = await Promise.all([
    bundledPlugins(options.bundledDirectory),
    namedPlugins(options),
    options.allowPath ? pluginsOnPath(options.searchPath ?? "") : { value: [], diagnostics: [] },
  ]);
  const namedByPath = new Set((named.value ?? []).map((plugin) => plugin.name));
  const isReplaced = (plugin: InstalledPlugin) =>
    namedByPath.has(plugin.name) || isPathEntry(options.table[plugin.name]);
  const others = [...(bundled.value ?? []), ...(onPath.value ?? [])].filter((plugin) => !isReplaced(plugin));
  const { unique, diagnostics: duplicates } = withoutDuplicates([...(named.value ?? []), ...others]);
  const { speaking, diagnostics: strangers } = checkProtocols(unique);
  const { fitting, diagnostics: misfits } = await checkTable(options.table, speaking);
  const diagnostics = [bundled, named, onPath].flatMap((found) => found.diagnostics);
  diagnostics.push(...duplicates, ...strangers, ...misfits, ...(await checkCapabilities(fitting)));
  return { value: fitting.sort((a, b) => byCodeUnit(a.name, b.name)), diagnostics };
}

/** The plugins that the table gives a path for. */
async function namedPlugins({ root, table }: DiscoverOptions): Promise<Result<InstalledPlugin[]>> {
  const plugins: InstalledPlugin[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const [name, entry] of Object.entries(table)) {
    if (!isPathEntry(entry)) continue;
    const found = await readFolder(resolve(root, entry.path), "path", entry.path);
    diagnostics.push(...found.diagnostics.map((diagnostic) => located(diagnostic, name)));
    if (!found.value) continue;
    if (found.value.name === name) plugins.push(found.value);
    else diagnostics.push(otherName(name, entry.path, found.value.name));
  }
  return { value: plugins, diagnostics };
}

function isPathEntry(entry: PluginTable[string] | undefined): entry is { path: string; version?: string } {
  return typeof entry === "object" && entry.path !== undefined;
}

/** A remark without a place of its own points at the table's line. */
function located(diagnostic: Diagnostic, name: string): Diagnostic {
  return diagnostic.at
    ? { ...diagnostic, plugin: name }
    : { ...diagnostic, plugin: name, subject: ["plugins", name] };
}

function otherName(name: string, path: string, found: string): Diagnostic {
  return diagnose(
    "CIG310",
    `[plugins] expects "${name}" in ${path}, and the module.toml there says "${found}".`,
    {
      plugin: name,
      subject: ["plugins", name],
      hint: `Write "${found}" = { path = "${path}" }, or correct the name in ${path}/module.toml.`,
    },
  );
}

function withoutDuplicates(plugins: readonly InstalledPlugin[]) {
  const unique: InstalledPlugin[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const plugin of plugins) {
    const first = unique.find((other) => other.name === plugin.name);
    if (first) diagnostics.push(duplicate(first, plugin));
    else unique.push(plugin);
  }
  return { unique, diagnostics };
}

function duplicate(first: InstalledPlugin, second: InstalledPlugin): Diagnostic {
  const message = `The plugin "${first.name}" is installed twice: ${placeOf(first)} and ${placeOf(second)}. Which of them runs must not depend on luck.`;
  const hint = `Remove one of them, or choose in cig.toml:\n  [plugins]\n  "${first.name}" = { path = "…" }`;
  return diagnose("CIG405", message, { plugin: first.name, hint });
}

function placeOf(plugin: InstalledPlugin): string {
  if (plugin.origin === "bundled") return "shipped with cig";
  return plugin.origin === "PATH" ? `on PATH in ${plugin.directory}` : plugin.directory;
}

/** A plugin whose manifest says that it speaks none of our protocols need not be started to hear it. */
function checkProtocols(plugins: readonly InstalledPlugin[]) {
  const speaks = ({ manifest }: InstalledPlugin) => highestCommon(manifest.protocols) !== undefined;
  return {
    speaking: plugins.filter(speaks),
    diagnostics: plugins.filter((plugin) => !speaks(plugin)).map(speaksAnother),
  };
}

function speaksAnother({ name, version, manifest, origin }: InstalledPlugin): Diagnostic {
  const offered = manifest.protocols.join(", ") || "none";
  const message = `${name} ${version} speaks protocol ${offered} by its module.toml, and this cig speaks ${coreProtocols.join(", ")}.`;
  const isNewer = Math.max(0, ...manifest.protocols) > Math.max(...coreProtocols);
  return diagnose("CIG309", message, {
    plugin: name,
    ...(origin === "path" && { subject: ["plugins", name] }),
    hint: isNewer
      ? `Update cig, or use a version of ${name} for protocol ${coreProtocols.join(" or ")}.`
      : `Update ${name} to a version for protocol ${coreProtocols.join(" or ")}.`,
  });
}

/** Holds the table's names and ranges against what is there. */
async function checkTable(table: PluginTable, plugins: readonly InstalledPlugin[]) {
  const diagnostics: Diagnostic[] = [];
  const refused = new Set<string>();
  for (const [name, entry] of Object.entries(table)) {
    const range = typeof entry === "string" ? entry : entry.version;
    const plugin = plugins.find((candidate) => candidate.name === name);
    if (!plugin) {
      if (!isPathEntry(entry)) diagnostics.push(notInstalled(name, plugins));
      continue;
    }
    if (range === undefined) continue;
    const fits = await fitsRange(plugin.version, range);
    if (fits) continue;
    if (fits === undefined) diagnostics.push(notARange(name, range));
    else diagnostics.push(doesNotFit(plugin, range));
    refused.add(name);
  }
  return { fitting: plugins.filter((plugin) => !refused.has(plugin.name)), diagnostics };
}

function notInstalled(name: string, plugins: readonly InstalledPlugin[]): Diagnostic {
  const names = plugins.map((plugin) => plugin.name);
  const near = nearest(name, names);
  const hint = near
    ? `Did you mean "${near}"?`
    : `Installed are ${names.join(", ") || "none"}. A plugin of your own is named by its folder:\n  "${name}" = { path = "./plugins/${name}" }`;
  return diagnose("CIG301", `[plugins] names "${name}", and no plugin of that name is installed.`, {
    subject: ["plugins", name],
    hint,
  });
}

function notARange(name: string, range: string): Diagnostic {
  return diagnose(
    "CIG303",
    `"${range}" is not a range of versions, so it cannot be said whether ${name} fits.`,
    {
      plugin: name,
      subject: ["plugins", name],
      hint: 'Write a range such as "~1.2", "^2.0" or ">=1.1".',
    },
  );
}

function doesNotFit(plugin: InstalledPlugin, range: string): Diagnostic {
  return diagnose(
    "CIG303",
    `cig.toml asks for ${plugin.name} "${range}", and ${plugin.version} is ${plugin.origin === "bundled" ? "shipped with this cig" : "installed"}.`,
    {
      plugin: plugin.name,
      subject: ["plugins", plugin.name],
      hint: `Change the range to one that ${plugin.version} fits, such as "~${plugin.version.split(".").slice(0, 2).join(".")}", or name another copy by { path = "…" }.`,
    },
  );
}
