import { chmodSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

/** The path of a program that writes files: ROOT FILES.json ORPHAN [UID]. It prints "begin", then what went wrong. */
export function bundleWriter(): string {
  const outfile = join(publicFolder(), "writer.mjs");
  const entryPoint = fileURLToPath(new URL("writer.ts", import.meta.url));
  buildSync({
    entryPoints: [entryPoint],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["yaml", "diff"],
  });
  return outfile;
}

/** Another user has to be able to run it. */
function publicFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "cig-writer-"));
  chmodSync(folder, 0o755);
  return folder;
}
