import { type CacheSchema, joinPath, type MessageInitShape, type System, systemsOf, text } from "cig/sdk";
import type { InstalledProject, Setup } from "./setup.ts";

export type Cache = MessageInitShape<typeof CacheSchema>;

/** The archives that Composer downloaded, keyed by PHP's version and what is installed. */
export function downloadCache({ version, use }: Setup, { root, lockfile }: InstalledProject): Cache {
  return {
    id: root === "." ? "composer" : `composer-${root.replaceAll("/", "-")}`,
    paths: [...new Set(systemsOf(use).flatMap((system) => folders[system]))],
    keyParts: [
      ...(version ? [{ kind: { case: "text" as const, value: text("php-", version) } }] : []),
      { kind: { case: "files" as const, value: lockfile ?? joinPath(root, "composer.json") } },
    ],
  };
}

/** On Linux the folder depends on whether the machine follows XDG: runners do, images of PHP do not. */
const folders: Record<System, readonly string[]> = {
  linux: ["~/.cache/composer", "~/.composer/cache"],
  macos: ["~/Library/Caches/composer", "~/.composer/cache"],
  windows: ["~/AppData/Local/Composer"],
};
