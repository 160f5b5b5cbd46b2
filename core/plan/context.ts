import type { Config } from "../config/config.ts";
import type { StaticScope } from "../config/expressions.ts";
import type { CigToml } from "../config/schema.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { Host, InstalledPlugin } from "../host/host.ts";

/** A key path in cig.toml. */
export type Subject = readonly string[];

/** What every part of the plan works with. */
export interface Context {
  readonly config: Config;
  readonly schema: CigToml;
  readonly host: Pick<Host, "plugins" | "call">;
  /** Sorted by code unit. */
  readonly paths: readonly string[];
  /** Variables, facts and the project's name; the names of the run are added for each job. */
  readonly scope: StaticScope;
  /** Gathers what is to be said. */
  report(...diagnostics: readonly Diagnostic[]): void;
}

/** The plugins with a capability, by name; the one that is called like the thing itself comes first. */
export function pluginsWith(context: Pick<Context, "host">, capability: string): readonly InstalledPlugin[] {
  const name = capability.slice(capability.indexOf(":") + 1);
  const found = context.host.plugins.filter((plugin) => plugin.manifest.capabilities.includes(capability));
  return [...found].sort((a, b) => Number(b.name.endsWith(`/${name}`)) - Number(a.name.endsWith(`/${name}`)));
}

/** What stands behind the colon of all capabilities of a kind, sorted, each once: "package" → node, ruby. */
export function available(context: Pick<Context, "host">, kind: string): readonly string[] {
  const names = context.host.plugins
    .flatMap((plugin) => plugin.manifest.capabilities)
    .filter((capability) => capability.startsWith(`${kind}:`))
    .map((capability) => capability.slice(kind.length + 1));
  return [...new Set(names)].sort();
}
