import { join } from "node:path";
import { fileURLToPath } from "node:url";

declare const __CIG_VERSION__: string | undefined;

/** The folder with the plugins that are shipped with cig, absolute: beside the bundle, or what the build made of this source. */
export function bundledDirectory(): string {
  if (typeof __CIG_VERSION__ === "string") return join(__dirname, "plugins");
  return fileURLToPath(new URL("../../dist/plugins", import.meta.url));
}
