import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { create } from "@bufbuild/protobuf";
import { build } from "esbuild";
import type { Event } from "../../../core/event.ts";
import { type Host, type HostOptions, type InstalledPlugin, openHost } from "../../../core/host/host.ts";
import { readFolder } from "../../../core/source/folder.ts";
import { type DetectRequest, DetectRequestSchema } from "../../../proto/gen/cig/plugin/v1/plugin_pb.ts";
import { temporaryFolder } from "../../temporary.ts";

export { temporaryFolder } from "../../temporary.ts";

const repository = fileURLToPath(new URL("../../..", import.meta.url));
const sources = join(repository, "test/fixtures/plugins");

/** Bundles a plugin of test/fixtures/plugins into a folder of its own, as an author would deliver it. */
export async function buildFixture(name: string, into = temporaryFolder()): Promise<string> {
  const directory = join(into, name);
  mkdirSync(directory, { recursive: true });
  copyFileSync(join(sources, name, "module.toml"), join(directory, "module.toml"));
  await bundle(join(sources, name, "main.js"), join(directory, "main.js"));
  return directory;
}

/** Bundles a program to one CommonJS file. */
export async function bundle(entry: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    alias: { "cig/sdk": join(repository, "sdk/index.ts") },
    logLevel: "error",
  });
}

/** A fixture as an installed plugin of a third party. */
export async function installFixture(name: string): Promise<InstalledPlugin> {
  const directory = await buildFixture(name);
  const { value, diagnostics } = await readFolder(directory, "path", `./${name}`);
  if (!value) throw new Error(JSON.stringify(diagnostics));
  return value;
}

/** A host over a fresh repository folder, with short deadlines; it remembers nothing unless told to. */
export function testHost(plugins: readonly InstalledPlugin[], options: Partial<HostOptions> = {}) {
  const root = temporaryFolder();
  const events: Event[] = [];
  const host: Host = openHost({
    plugins,
    root,
    memo: "off",
    emit: (event) => events.push(event),
    ...options,
  });
  return { host, root, events };
}

/** A request for the detect hook with empty files of these paths. */
export function detectRequest(...paths: string[]): DetectRequest {
  return create(DetectRequestSchema, { files: paths.map((path) => ({ path, content: new Uint8Array() })) });
}

/** Ids of the processes that run in a folder (Linux; elsewhere nothing is known, and nothing is claimed). */
export function processesIn(directory: string): number[] {
  if (!existsSync("/proc/self/cwd")) return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => isIn(pid, directory))
    .map(Number);
}

function isIn(pid: string, directory: string): boolean {
  try {
    return (
      readlinkSync(`/proc/${pid}/cwd`).startsWith(directory) ||
      readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(directory)
    );
  } catch {
    return false;
  }
}

/** Waits until a condition holds, at most `withinMs`; returns whether it does. */
export async function eventually(holds: () => boolean, withinMs = 5000): Promise<boolean> {
  const end = Date.now() + withinMs;
  while (!holds() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
  return holds();
}
