import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll } from "vitest";

const dist = fileURLToPath(new URL("../../dist", import.meta.url));

/** The cig that was built, as a package: what renders the files, and what CI is told to fetch. */
export interface Tool {
  /** The program to run with Node. */
  readonly program: string;
  /** The package as `npm pack` makes it. */
  readonly tarball: string;
}

/** What the build makes for authors of plugins, and the plugins that no scenario needs, are left out: they are large. */
const unneeded =
  /^(?:types|sdk|plugins\/(?:browser|db|docker|import|lang|policy|cache\/(?!directory)))(?:\/|$)/;

/** Packs the built cig for the tests of a file; gone when they are over. */
export function packTool(): Tool {
  const folder = mkdtempSync(join(tmpdir(), "cig-tool-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  const own = join(folder, "package/dist");
  cpSync(dist, own, {
    recursive: true,
    filter: (path) => !unneeded.test(relative(dist, path)) && !path.endsWith(".cache"),
  });
  withoutPlugins(join(own, "plugins/bundled.json"));
  writeFileSync(join(own, "digest"), `sha256:${digestOf(own)}\n`);
  const archive = execFileSync("tar", ["-cf", "-", "package"], { cwd: folder, maxBuffer: 1 << 28 });
  // Every machine of every run unpacks it once; to press it harder costs more than all of them save.
  const tarball = join(folder, "package.tgz");
  writeFileSync(tarball, gzipSync(archive, { level: 1 }));
  return { program: join(own, "cig.cjs"), tarball };
}

function withoutPlugins(file: string): void {
  const index = JSON.parse(readFileSync(file, "utf8")) as { plugins: Record<string, unknown> };
  const plugins = Object.entries(index.plugins).filter(([name]) => !unneeded.test(`plugins/${name}`));
  writeFileSync(file, JSON.stringify({ ...index, plugins: Object.fromEntries(plugins) }));
}

/** As `cig_digest` of the rendered text finds it again. */
function digestOf(folder: string): string {
  const sha256 = (bytes: Buffer | string) => createHash("sha256").update(bytes).digest("hex");
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== "digest")
    .map((entry) => `./${relative(folder, join(entry.parentPath, entry.name))}`)
    .sort();
  return sha256(files.map((file) => `${sha256(readFileSync(join(folder, file)))}  ${file}\n`).join(""));
}
