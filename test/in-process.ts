import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Config, loadConfig, parseConfig } from "../core/config/config.ts";
import { detect } from "../core/detect/detect.ts";
import type { Diagnostic, Result } from "../core/diagnostic/diagnostic.ts";
import { hasErrors } from "../core/diagnostic/diagnostic.ts";
import { generate } from "../core/generate.ts";
import type { Host, InstalledPlugin } from "../core/host/host.ts";
import { parseManifest } from "../core/manifest.ts";
import { merge } from "../core/merge/merge.ts";
import { type Plan, plan } from "../core/plan/plan.ts";
import { checkSupport } from "../core/support/check.ts";
import { validate } from "../core/validate.ts";
import type { Plugin } from "../sdk/define-plugin.ts";
import { runPlugin } from "../sdk/run-plugin.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The plugins that are shipped with cig, as values. */
export interface Bundled {
  readonly host: Pick<Host, "plugins" | "call">;
  readonly values: ReadonlyMap<string, Plugin>;
  /** Names of what can be rendered for: "github". */
  readonly providers: readonly string[];
}

/** Loads every plugin of the sources. They answer in this process, so that hundreds of questions take seconds. */
export async function openBundled(): Promise<Bundled> {
  const names = readdirSync(`${root}plugins`)
    .flatMap((kind) => readdirSync(`${root}plugins/${kind}`).map((name) => `${kind}/${name}`))
    .filter((name) => existsSync(`${root}plugins/${name}/module.toml`))
    .sort();
  const values = new Map<string, Plugin>();
  for (const name of names)
    values.set(name, (await import(`${root}plugins/${name}/plugin.ts`)).default as Plugin);
  const plugins = names.map(installed);
  const host: Bundled["host"] = {
    plugins,
    call: async (plugin, hook, request) => {
      const response = await runPlugin(values.get(plugin.name)!, hook, request as never);
      return { ok: true, response, memo: "off" } as never;
    },
  };
  const providers = names.flatMap((name) => (name.startsWith("provider/") ? name.slice(9) : []));
  return { host, values, providers };
}

/** What a cig.toml came to. */
export interface Rendered {
  readonly config?: Config;
  readonly plan?: Plan;
  /** Of the configuration and the plan; with errors nothing was rendered. */
  readonly diagnostics: readonly Diagnostic[];
  /** By provider, in the order of the outputs. */
  readonly byProvider: ReadonlyMap<string, ForProvider>;
}

export interface ForProvider {
  /** Of the support check and of the provider itself. */
  readonly diagnostics: readonly Diagnostic[];
  /** Without headers, by path; empty with an error. */
  readonly files: ReadonlyMap<string, string>;
}

/** Plans a cig.toml once and renders it for every provider that it has an output for. `files` are the repository's. */
export async function renderToml(
  bundled: Bundled,
  toml: string,
  files: Readonly<Record<string, string>> = {},
  profile?: string,
): Promise<Rendered> {
  return renderConfig(bundled, parseConfig("cig.toml", toml, { profile }), files);
}

/** The same for a repository on disk, whose cig.toml may name other files. */
export async function renderFolder(
  bundled: Bundled,
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<Rendered> {
  const paths = async () => ["cig.toml", ...Object.keys(files)].sort();
  return renderConfig(bundled, await loadConfig(folder, { paths }), files);
}

async function renderConfig(
  { host }: Bundled,
  parsed: Result<Config>,
  files: Readonly<Record<string, string>>,
): Promise<Rendered> {
  if (!parsed.value) return { diagnostics: parsed.diagnostics, byProvider: new Map() };
  const config = parsed.value;
  const paths = ["cig.toml", ...Object.keys(files)].sort();
  const repo = {
    root: "/repositories/shop",
    paths,
    git: undefined,
    diagnostics: [],
    read: async (path: string) => (path in files ? Buffer.from(files[path]!) : undefined),
  };
  const detected = await detectOnce(host as Host, repo, config.schema.detect?.ignore ?? [], files);
  const planned = await plan(host, config, repo, detected);
  const diagnostics = [...parsed.diagnostics, ...planned.diagnostics];
  if (hasErrors(diagnostics)) return { config, plan: planned, diagnostics, byProvider: new Map() };
  const byProvider = new Map<string, ForProvider>();
  for (const provider of new Set(planned.outputs.map((output) => output.provider)))
    byProvider.set(provider, await renderFor(host, provider, config, planned));
  return { config, plan: planned, diagnostics, byProvider };
}

/**
 * What detection finds. It reads nothing but the files, which a test has in common for hundreds of configurations: the
 * same object of files is looked through once. Nobody changes such an object.
 */
async function detectOnce(
  host: Host,
  repo: Parameters<typeof detect>[1],
  ignore: readonly string[],
  files: object,
): ReturnType<typeof detect> {
  const ofHost = found.get(host) ?? new WeakMap<object, Map<string, ReturnType<typeof detect>>>();
  found.set(host, ofHost);
  const ofFiles = ofHost.get(files) ?? new Map<string, ReturnType<typeof detect>>();
  ofHost.set(files, ofFiles);
  const key = JSON.stringify(ignore);
  const known = ofFiles.get(key) ?? detect(host, repo, ignore);
  ofFiles.set(key, known);
  return known;
}

const found = new WeakMap<Host, WeakMap<object, Map<string, ReturnType<typeof detect>>>>();

async function renderFor(
  host: Bundled["host"],
  provider: string,
  config: Config,
  planned: Plan,
): Promise<ForProvider> {
  const outputs = planned.outputs.filter((output) => output.provider === provider);
  const manifests = host.plugins.map(({ manifest }) => manifest);
  const members = Object.fromEntries(config.members.map(({ file, own }) => [file, own]));
  const stated = { schema: { ...config.schema, ...members }, at: config.at };
  const unsupported = checkSupport(outputs, manifests, stated);
  if (hasErrors(unsupported)) return { diagnostics: unsupported, files: new Map() };
  const { fragments, diagnostics } = await generate(host as Host, outputs, {
    coreVersion: "0.2.0",
    pins: [],
  });
  const merged = await merge(fragments);
  const bodies = merged.value ?? [];
  const judged = await validate(host as Host, bodies, outputs, planned.policy, "2026-11-21");
  const all = [...unsupported, ...diagnostics, ...merged.diagnostics, ...judged.diagnostics];
  const files = hasErrors(all) ? [] : bodies;
  return { diagnostics: all, files: new Map(files.map(({ path, content }) => [path, content])) };
}

function installed(name: string): InstalledPlugin {
  const directory = `${root}plugins/${name}`;
  const { value, diagnostics } = parseManifest(
    readFileSync(`${directory}/module.toml`, "utf8"),
    `${name}/module.toml`,
  );
  if (!value) throw new Error(`${name}: ${diagnostics.map(({ message }) => message).join("\n")}`);
  const { version } = value;
  return {
    name,
    version,
    origin: "bundled",
    directory,
    manifest: value,
    digest: `sha256:${name}`,
    command: [],
  };
}
