import { decoyReason } from "../detect/decoys.ts";
import { matchGlobs } from "../repo/glob.ts";
import type { InstalledPlugin } from "../source/installed-plugin.ts";

/** A CI system whose configuration a plugin can import. */
export interface System {
  /** The last part of the plugin's name, and what `--from` says: "github". */
  readonly name: string;
  /** What people call it: "GitHub Actions". */
  readonly title: string;
  readonly plugin: InstalledPlugin;
  /** Its files in the repository, sorted. */
  readonly paths: readonly string[];
}

/** The files that globs name, without those of fixtures and examples. What a system keeps in its own folder is no decoy. */
export function systemPaths(globs: readonly string[], paths: readonly string[]): string[] {
  return matchGlobs(globs, paths).filter((path) => path.startsWith(".") || decoyReason(path) === undefined);
}

/** Every system that some plugin imports, by name, with the files that the manifest's `imports` name. */
export function systemsIn(plugins: readonly InstalledPlugin[], paths: readonly string[]): System[] {
  return plugins
    .filter(({ manifest }) => manifest.hooks.includes("import"))
    .map((plugin) => {
      const { name, manifest } = plugin;
      const short = name.slice(name.indexOf("/") + 1);
      return {
        name: short,
        title: manifest.title ?? short,
        plugin,
        paths: systemPaths(manifest.imports ?? [], paths),
      };
    });
}
