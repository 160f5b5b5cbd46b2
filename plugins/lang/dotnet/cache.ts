import { type CacheSchema, joinPath, type MessageInitShape } from "cig/sdk";
import type { RestoredProject } from "./setup.ts";

export type Cache = MessageInitShape<typeof CacheSchema>;

/** Packages that were downloaded, which fit every SDK, keyed by the lock files or else by all that names a package. */
export function packageCache({ root, lockfile, files }: RestoredProject): Cache {
  const named =
    lockfile === undefined
      ? ["**/*.*proj", "**/Directory.*.props", "**/Directory.*.targets"].map((name) => joinPath(root, name))
      : [lockfile];
  return {
    id: root === "." ? "nuget" : `nuget-${root.replaceAll("/", "-")}`,
    paths: ["~/.nuget/packages"],
    keyParts: [...named, ...files].map((value) => ({ kind: { case: "files" as const, value } })),
  };
}
