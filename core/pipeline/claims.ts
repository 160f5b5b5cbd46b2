import { posix } from "node:path";
import type { Config } from "../config/config.ts";
import { hasErrors } from "../diagnostic/diagnostic.ts";
import type { Host } from "../host/host.ts";
import { lockPath } from "../lock/lock.ts";
import { compileGlobs } from "../repo/glob.ts";
import type { Repo } from "../repo/repo.ts";
import type { Run } from "./run.ts";

/**
 * Where files that no output claims any more are looked for: in the outputs of the providers that this run renders.
 * A provider that was left out keeps its files, and so do all when an error may be the reason that nothing claims them.
 */
export function claimsOf(run: Run, host: Host, config: Config, repo: Repo) {
  const { providers } = run.options;
  const capabilities = providers?.map((provider) => `provider:${provider}`);
  const rendering = host.plugins.filter(
    ({ manifest }) => !capabilities || manifest.capabilities.some((one) => capabilities.includes(one)),
  );
  const own = rendering.flatMap(({ manifest }) => manifest.outputs);
  const outputGlobs = hasErrors(run.diagnostics) ? [] : [...own, ...(providers ? [] : [lockPath])];
  return { paths: repo.paths, outputGlobs, sourceFile: config.file, isOfOthers: isOfOthers(config, repo) };
}

/** Files of other projects inside this one, which have a cig.toml of their own, and what `[detect]` leaves out. */
function isOfOthers(config: Config, { paths }: Repo): (path: string) => boolean {
  const isIgnored = compileGlobs(config.schema.detect?.ignore ?? []);
  const members = new Set(config.members.map(({ file }) => file));
  const others = paths.filter(
    (path) => path.endsWith("/cig.toml") && path !== config.file && !members.has(path),
  );
  return (path) => isIgnored(path) || others.some((file) => path.startsWith(`${posix.dirname(file)}/`));
}
