import { type CacheSchema, type MessageInitShape, pathIn, type Text, text } from "cig/sdk";
import type { Root } from "./root.ts";

/** The manifest's default for `install_path`. */
export const defaultPath = "vendor/bundle";

/**
 * The cache of a root's gems for one Ruby. It is always called "bundler", so that `[caches.bundler]` has the last
 * word; where jobs differ in root or Ruby, the core keeps their caches apart.
 */
export function gemCache(
  root: Root,
  installPath: string,
  version: Text,
): MessageInitShape<typeof CacheSchema> {
  const isElsewhere = installPath.startsWith("/") || installPath.startsWith("~");
  return {
    id: "bundler",
    paths: [isElsewhere ? installPath : pathIn(root.folder, installPath)],
    keyParts: [
      ...keyFiles(root).map((path) => ({ kind: { case: "files" as const, value: path } })),
      { kind: { case: "text" as const, value: text("ruby:", version) } },
    ],
  };
}

/** Without a lock file the Gemfile and the gemspecs decide what is installed, as far as anything does. */
function keyFiles({ folder, lockfile, manifest }: Root): string[] {
  return lockfile ? [lockfile] : [manifest ?? pathIn(folder, "Gemfile"), pathIn(folder, "*.gemspec")];
}
