import { existsSync, readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { byCodeUnit } from "../compare.ts";
import type { Diagnostic, Result } from "../diagnostic/diagnostic.ts";
import type { Manifest } from "../manifest.ts";
import { commandOf, readFolder } from "./folder.ts";
import { type InstalledPlugin, reachesOutside } from "./installed-plugin.ts";

/** What the build writes beside the bundled plugins, so that a start reads one file and hashes none. */
export interface BundledIndex {
  readonly schema: 1;
  readonly plugins: Readonly<Record<string, BundledEntry>>;
}

export interface BundledEntry {
  readonly digest: string;
  readonly manifest: Omit<Manifest, "support">;
  /** `[support]` as JSON in a text: most of the index, and only needed of a provider that is rendered. */
  readonly support?: string;
  /** Program and arguments, relative to the plugin's folder. */
  readonly command: readonly string[];
}

export const indexName = "bundled.json";
/** The shared host's program, beside the index. */
export const sharedHostName = "shared-host.cjs";

/** The plugins that are shipped with cig, sorted by name: from the index, or without one from the folders. */
export async function bundledPlugins(directory: string): Promise<Result<InstalledPlugin[]>> {
  const index = readIndex(join(directory, indexName));
  if (!index) return scanFolders(directory);
  const shared = join(directory, sharedHostName);
  const sharedHost = existsSync(shared) ? { sharedHost: shared } : {};
  const plugins = Object.entries(index.plugins).map(
    ([name, { digest, manifest, support, command }]): InstalledPlugin => ({
      name,
      version: manifest.version,
      origin: "bundled",
      directory: join(directory, name),
      manifest: support === undefined ? manifest : withSupport(manifest, support),
      digest,
      command,
      ...(reachesOutside({ manifest }) ? {} : sharedHost),
    }),
  );
  return { value: plugins.sort((a, b) => byCodeUnit(a.name, b.name)), diagnostics: [] };
}

/** Parsed when it is asked for. */
function withSupport(manifest: Omit<Manifest, "support">, json: string): Manifest {
  let parsed: Manifest["support"];
  return Object.defineProperty({ ...manifest }, "support", {
    enumerable: true,
    get: () => {
      parsed ??= JSON.parse(json) as NonNullable<Manifest["support"]>;
      return parsed;
    },
  });
}

/** Reads every `<kind>/<name>` folder with a module.toml, as `bundledPlugins` without an index does. */
export async function scanFolders(directory: string): Promise<Result<InstalledPlugin[]>> {
  const plugins: InstalledPlugin[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const name of await folderNames(directory)) {
    if (!existsSync(join(directory, name, "module.toml"))) continue;
    const found = await readFolder(join(directory, name), "bundled", name);
    diagnostics.push(...found.diagnostics);
    if (found.value) plugins.push({ ...found.value, command: bundledCommand(found.value) });
  }
  return { value: plugins, diagnostics };
}

function readIndex(file: string): BundledIndex | undefined {
  try {
    const index = JSON.parse(readFileSync(file, "utf8")) as BundledIndex;
    return index.schema === 1 ? index : undefined;
  } catch {
    return undefined;
  }
}

async function folderNames(directory: string): Promise<string[]> {
  const kinds = await foldersIn(directory);
  const names = await Promise.all(
    kinds.map(async (kind) => (await foldersIn(join(directory, kind))).map((name) => `${kind}/${name}`)),
  );
  return names.flat().sort(byCodeUnit);
}

async function foldersIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

/** The build makes one CommonJS file of a bundled plugin; its manifest names the file of the sources. */
function bundledCommand(plugin: InstalledPlugin): readonly string[] {
  return existsSync(join(plugin.directory, "main.cjs"))
    ? ["node", "main.cjs"]
    : commandOf(plugin.manifest, plugin.directory);
}
