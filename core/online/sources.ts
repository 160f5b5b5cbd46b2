import { isWithin } from "../../sdk/grant.ts";
import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { PluginTable } from "../host/discover.ts";
import type { InstalledPlugin } from "../source/installed-plugin.ts";
import type { Question } from "./questions.ts";

/** A plugin and what it is to look up. */
export interface Source {
  readonly plugin: InstalledPlugin;
  /** What cig.toml grants it and it asks for, sorted. */
  readonly grants: readonly string[];
  readonly questions: readonly Question[];
}

/**
 * Who looks up what: for building blocks of GitHub a plugin with `pins:github`, for images one with `pins:image`. One
 * that cig.toml names comes before others. A plugin without a network grant is not started; the remark says what to
 * write. What no plugin knows is left out without a word.
 */
export function sourcesFor(
  questions: readonly Question[],
  installed: readonly InstalledPlugin[],
  table: PluginTable,
): { sources: Source[]; diagnostics: Diagnostic[] } {
  const named = (plugin: InstalledPlugin) => Object.hasOwn(table, plugin.name);
  const byPlugin = new Map<InstalledPlugin, Question[]>();
  for (const question of questions) {
    const capability = `pins:${question.provider || "image"}`;
    const able = installed.filter(({ manifest }) => manifest.capabilities.includes(capability));
    const plugin = able.find(named) ?? able[0];
    if (plugin) byPlugin.set(plugin, [...(byPlugin.get(plugin) ?? []), question]);
  }
  const all = [...byPlugin].map(([plugin, own]) => ({
    plugin,
    grants: grantsOf(plugin, table),
    questions: own,
  }));
  const isGranted = ({ grants }: Source) => grants.some((grant) => grant.startsWith("network:"));
  return {
    sources: all.filter(isGranted),
    diagnostics: all.filter((source) => !isGranted(source)).map((source) => lacking(source, table)),
  };
}

function grantsOf({ name, manifest }: InstalledPlugin, table: PluginTable): string[] {
  const entry = table[name];
  const given = typeof entry === "object" ? (entry.grant ?? []) : [];
  const asked = manifest.grantable ?? [];
  return [...new Set(given)].filter((grant) => asked.some((pattern) => isWithin(grant, pattern))).sort();
}

function lacking({ plugin, questions }: Source, table: PluginTable): Diagnostic {
  const { name, version, manifest } = plugin;
  const [first] = questions;
  const more = questions.length > 1 ? ` and ${questions.length - 1} more` : "";
  const message = `${name} ${version} may not use the network: cig.toml does not grant it. So "${first!.name}"${more} cannot be looked up.`;
  const entry = table[name];
  const range =
    typeof entry === "string" ? entry : (entry?.version ?? `~${version.split(".").slice(0, 2).join(".")}`);
  const path =
    typeof entry === "object" && entry.path !== undefined ? `path = ${JSON.stringify(entry.path)}, ` : "";
  const hosts = manifest.pins?.hosts.map((host) => `network:${host}`) ?? ["network:https://example.com"];
  const hint = `If it may, write in cig.toml:\n  [plugins]\n  "${name}" = { ${path}version = ${JSON.stringify(range)}, grant = [${hosts.map((host) => JSON.stringify(host)).join(", ")}] }`;
  return diagnose("CIG318", message, { plugin: name, hint });
}
