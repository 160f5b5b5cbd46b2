import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { nearest } from "../diagnostic/nearest.ts";
import type { PluginTable } from "../host/discover.ts";
import { type InstalledPlugin, isStore } from "../source/installed-plugin.ts";
import { accessTo } from "./access.ts";
import type { Backend } from "./backend.ts";
import { openDirectory, refusing } from "./directory.ts";
import type { StoreSpec } from "./spec.ts";
import type { OpenStoreOptions } from "./store.ts";

/** Decides what keeps the markers: a folder read in this process, a plugin's process, or nothing, with the reason. */
export async function openBackend(
  options: OpenStoreOptions,
  say: (diagnostics: readonly Diagnostic[]) => void,
): Promise<Backend> {
  const { spec, root, table, environment, emit = () => undefined } = options;
  const inside = folderInside(spec, table);
  if (inside !== undefined) return openDirectory(inside, root);
  const { value: plugins = [], diagnostics } = await options.plugins();
  const plugin = plugins.find(({ name }) => name === spec.plugin);
  if (!plugin || !isStore(plugin)) {
    const missing = notAStore(spec.plugin, plugin, plugins, diagnostics);
    return refusing(missing.message, missing);
  }
  const found = accessTo(plugin, spec, table);
  if (!found.ok) return refusing(found.reason, found.diagnostic);
  say(found.diagnostics);
  // Only here is anything of protobuf and gRPC loaded: a folder needs neither.
  const { openPluginStore } = await import("./plugin-store.ts");
  const { access } = found;
  const { grants } = access;
  return openPluginStore({ plugin, access, grants, options: spec.options, root, environment, emit });
}

/** The folder of a store that is read in this process; see `openDirectory`. */
function folderInside({ plugin, options }: StoreSpec, table: PluginTable): string | undefined {
  const entry = table[plugin];
  const isReplaced = typeof entry === "object" && entry.path !== undefined;
  if (plugin !== "cache/directory" || isReplaced || options.prefix !== undefined) return undefined;
  return typeof options.path === "string" && !isAbsolutePath(options.path) ? options.path : undefined;
}

/** As either family of systems writes it. */
function isAbsolutePath(path: string): boolean {
  return /^(?:[/\\]|[A-Za-z]:)/.test(path);
}

function notAStore(
  name: string,
  plugin: InstalledPlugin | undefined,
  plugins: readonly InstalledPlugin[],
  found: readonly Diagnostic[],
): Diagnostic {
  const stores = plugins.filter(isStore).map((store) => store.name);
  const why = found.find((diagnostic) => diagnostic.plugin === name)?.message;
  const what = plugin ? "is no store of markers" : `is not installed${why ? ` (${why})` : ""}`;
  const near = nearest(name, stores);
  const hint =
    near && near !== name ? `Did you mean "${near}"?` : `Stores are ${stores.join(", ") || "not installed"}.`;
  return diagnose("CIG319", `The store "${name}" ${what}, so nothing is looked up, and every job runs.`, {
    hint,
  });
}
