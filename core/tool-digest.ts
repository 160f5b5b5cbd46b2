import { readFileSync } from "node:fs";
import { join } from "node:path";

declare const __CIG_VERSION__: string | undefined;

/**
 * "sha256:…" of all that this cig can run, its plugins included, as the build wrote it beside the program. Of sources
 * that were not built: "sha256:unbuilt", which equals no package.
 */
export function toolDigest(): string {
  if (typeof __CIG_VERSION__ !== "string") return "sha256:unbuilt";
  return readFileSync(join(__dirname, "digest"), "latin1").trim();
}
