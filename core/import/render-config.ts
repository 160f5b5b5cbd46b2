import type { Config } from "../config/config.ts";
import { type Detected, detect } from "../detect/detect.ts";
import { type Diagnostic, hasErrors } from "../diagnostic/diagnostic.ts";
import { generate } from "../generate.ts";
import type { Host } from "../host/host.ts";
import { merge } from "../merge/merge.ts";
import { plan } from "../plan/plan.ts";
import type { Repo } from "../repo/repo.ts";
import { checkSupport } from "../support/check.ts";
import type { Files } from "./ask-import.ts";

/** What a cig.toml renders to, without headers; empty with an error. Nothing is written, and no policy is asked. */
export interface RenderedConfig {
  /** By provider, in the order of the outputs. */
  readonly byProvider: ReadonlyMap<string, Files>;
  readonly diagnostics: readonly Diagnostic[];
}

/** What rendering needs beside the cig.toml. Detection is asked for once, however often it renders. */
export interface Ground {
  readonly host: Host;
  readonly repo: Repo;
  readonly coreVersion: string;
  detected?: Promise<Detected>;
}

/** Renders a cig.toml in memory. */
export async function renderConfig(ground: Ground, config: Config): Promise<RenderedConfig> {
  const { host, repo, coreVersion } = ground;
  ground.detected ??= detect(host, repo, config.schema.detect?.ignore ?? []);
  const detected = await ground.detected;
  const planned = await plan(host, config, repo, detected, {});
  if (hasErrors(planned.diagnostics)) return failed(planned.diagnostics);
  const manifests = host.plugins.map(({ manifest }) => manifest);
  const unsupported = checkSupport(planned.outputs, manifests, { schema: config.schema, at: config.at });
  if (hasErrors(unsupported)) return failed(unsupported);
  const generated = await generate(host, planned.outputs, { coreVersion, pins: [] });
  const merged = await merge(generated.fragments);
  const diagnostics = [
    ...planned.diagnostics,
    ...unsupported,
    ...generated.diagnostics,
    ...merged.diagnostics,
  ];
  if (hasErrors(diagnostics)) return failed(diagnostics);
  const byProvider = new Map<string, Map<string, string>>();
  const owners = new Map(planned.outputs.map(({ path, provider }) => [path, provider]));
  for (const { path, content, owners: plugins } of merged.value ?? []) {
    const provider = owners.get(path) ?? (plugins[0] ?? "").replace(/^provider\//, "");
    const files = byProvider.get(provider) ?? new Map<string, string>();
    byProvider.set(provider, files.set(path, content));
  }
  return { byProvider, diagnostics };
}

function failed(diagnostics: readonly Diagnostic[]): RenderedConfig {
  return { byProvider: new Map(), diagnostics };
}
