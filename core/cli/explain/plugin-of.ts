import type { Config } from "../../config/config.ts";
import { pluginsWith } from "../../plan/context.ts";
import type { InstalledPlugin } from "../../source/installed-plugin.ts";

/**
 * The plugin that turned a key of cig.toml into steps: the one behind `packages.NAME` or `services.NAME`, or the module
 * that a step `uses`. Undefined for what cig.toml says itself.
 */
export function pluginOf(
  subject: readonly string[],
  plugins: readonly InstalledPlugin[],
  config: Config | undefined,
): string | undefined {
  const ofMember = config?.members.find(({ file }) => file === subject[0]);
  const [top, id = "", section, key] = ofMember ? subject.slice(1) : subject;
  const commands = ofMember ? ofMember.own.commands : config?.schema.commands;
  if (top === "commands" && section === "steps")
    return commands?.[id]?.steps[Number(key)]?.uses?.split("@")[0];
  const job = top === "jobs" ? config?.schema.jobs?.[id] : undefined;
  if (!job || key === undefined) return undefined;
  if (section === "steps") return job.steps?.[Number(key)]?.uses?.split("@")[0];
  if (section === "packages") return providing("package", nameIn(job.packages, key), plugins);
  if (section === "services") return providing("service", nameIn(job.services, key), plugins);
  return undefined;
}

/** A list is keyed by numbers, a table by names. */
function nameIn(entries: unknown, key: string): string {
  return Array.isArray(entries) ? String(entries[Number(key)] ?? key) : key;
}

function providing(kind: string, name: string, plugins: readonly InstalledPlugin[]): string | undefined {
  return pluginsWith({ host: { plugins } as Parameters<typeof pluginsWith>[0]["host"] }, `${kind}:${name}`)[0]
    ?.name;
}
