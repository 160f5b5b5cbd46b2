import { coversAddress, isWithin } from "../../sdk/grant.ts";
import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { PluginTable } from "../host/discover.ts";
import type { InstalledPlugin } from "../source/installed-plugin.ts";
import type { StoreSpec } from "./spec.ts";

/** What a store is reached with. */
export interface Access {
  /** "" for a store that talks to nobody. */
  readonly endpoint: string;
  /** Sorted; only what the plugin asks for. */
  readonly grants: readonly string[];
}

/** The way to a store, or why it must not be taken. */
export type AccessResult =
  | { readonly ok: true; readonly access: Access; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly reason: string; readonly diagnostic: Diagnostic };

/**
 * Finds out which host a store will talk to, and holds it against what cig.toml grants the plugin. Without a grant it is
 * not asked at all. No sandbox enforces this: it is what the plugin declared, checked before it is started.
 */
export function accessTo(plugin: InstalledPlugin, spec: StoreSpec, table: PluginTable): AccessResult {
  const { manifest, name, version } = plugin;
  const asked = manifest.grantable ?? [];
  const entry = table[name];
  const given = [...new Set([...grantsOf(entry), ...(spec.grant ?? [])])].sort();
  const grants = given.filter((grant) => asked.some((pattern) => isWithin(grant, pattern)));
  const endpoint = endpointOf(manifest.store?.endpoints ?? [], spec.options);
  if (typeof endpoint !== "string") return lacking(plugin, endpoint.missing);
  const fault = endpoint === "" ? undefined : faultOf(endpoint);
  if (fault !== undefined) return unusable(plugin, `does not use its address, which ${fault}`);
  const needed = [...networkNeeded(endpoint, asked)].filter((wish) => !isGranted(wish, grants));
  if (needed.length === 0)
    return { ok: true, access: { endpoint, grants }, diagnostics: unasked(plugin, given, grants) };
  const message = `${name} ${version} may not talk to ${needed.map(hostOf).join(" and ")}: cig.toml does not grant it. Until it does, the store is not asked, nothing is recorded, and every job runs.`;
  const wishes = [...given, ...needed, ...asked.filter((pattern) => isNamedVariable(pattern, given))];
  const diagnostic = diagnose("CIG318", message, {
    plugin: name,
    ...(entry !== undefined && { subject: ["plugins", name] }),
    hint: `If it may, write in cig.toml:\n  [plugins]\n  "${name}" = ${entryWith(entry, version, [...new Set(wishes)])}`,
  });
  return { ok: false, reason: message, diagnostic };
}

function grantsOf(entry: PluginTable[string] | undefined): readonly string[] {
  return typeof entry === "object" ? (entry.grant ?? []) : [];
}

/** The first address whose options are all given; "" where a store has none. */
function endpointOf(
  templates: readonly string[],
  options: StoreSpec["options"],
): string | { readonly missing: readonly string[] } {
  let missing: string[] = [];
  for (const template of templates) {
    const names = [...template.matchAll(/\{([a-z_]+)\}/g)].map((match) => match[1]!);
    missing = names.filter((name) => !isText(options[name]));
    if (missing.length === 0)
      return template.replace(/\{([a-z_]+)\}/g, (_, name: string) => String(options[name]));
  }
  return templates.length === 0 ? "" : { missing };
}

function isText(value: unknown): boolean {
  return typeof value === "string" ? value.trim() !== "" : typeof value === "number";
}

function faultOf(endpoint: string): string | undefined {
  if (!/^https?:\/\//.test(endpoint) || !URL.canParse(endpoint)) return 'is none: it begins with "https://"';
  const { username, password } = new URL(endpoint);
  if (username !== "" || password !== "") return "has a name or a password in it: grant a variable instead";
  return undefined;
}

/** Hosts that the plugin names outright are needed as they are; a pattern stands for the one that the options name. */
function networkNeeded(endpoint: string, asked: readonly string[]): Set<string> {
  const networks = asked.filter((pattern) => pattern.startsWith("network:"));
  const outright = networks.filter((pattern) => !pattern.includes("*"));
  return new Set([...(endpoint === "" ? [] : [`network:${new URL(endpoint).origin}`]), ...outright]);
}

function isGranted(wish: string, grants: readonly string[]): boolean {
  return grants.some((grant) => coversAddress(grant, hostOf(wish)));
}

function hostOf(wish: string): string {
  return wish.replace(/^network:/, "");
}

/** Credentials come in families of variables, which are worth a proposal; single ones are a matter of taste. */
function isNamedVariable(pattern: string, given: readonly string[]): boolean {
  return /^environment:.*\*$/.test(pattern) && !given.some((grant) => isWithin(grant, pattern));
}

function entryWith(
  entry: PluginTable[string] | undefined,
  version: string,
  grants: readonly string[],
): string {
  const own =
    typeof entry === "string" ? { version: entry } : (entry ?? { version: `~${majorMinor(version)}` });
  const parts = [
    ...(own.version === undefined ? [] : [`version = ${JSON.stringify(own.version)}`]),
    ...("path" in own && own.path !== undefined ? [`path = ${JSON.stringify(own.path)}`] : []),
    `grant = [${grants.map((grant) => JSON.stringify(grant)).join(", ")}]`,
  ];
  return `{ ${parts.join(", ")} }`;
}

function majorMinor(version: string): string {
  return version.split(".").slice(0, 2).join(".");
}

function unasked(
  { name, manifest }: InstalledPlugin,
  given: readonly string[],
  used: readonly string[],
): Diagnostic[] {
  const idle = given.filter((grant) => !used.includes(grant));
  if (idle.length === 0) return [];
  const message = `${name} does not ask for ${quoted(idle)}, so it is not given.`;
  const asked = manifest.grantable ?? [];
  const hint = `Take it out of \`grant\` in [plugins] of cig.toml. ${name} asks for ${asked.length > 0 ? quoted(asked) : "nothing"}.`;
  return [diagnose("CIG318", message, { plugin: name, hint })];
}

function quoted(items: readonly string[]): string {
  return items.map((item) => `"${item}"`).join(", ");
}

function lacking(plugin: InstalledPlugin, missing: readonly string[]): AccessResult {
  const names = missing.map((name) => `"${name}"`).join(" and ");
  return unusable(plugin, `has no address: its options lack ${names}`);
}

function unusable({ name, version }: InstalledPlugin, what: string): AccessResult {
  const reason = `The store ${name} ${what}.`;
  const message = `The store ${name} ${version} ${what}. It is not asked, nothing is recorded, and every job runs.`;
  return { ok: false, reason, diagnostic: diagnose("CIG319", message, { plugin: name }) };
}
