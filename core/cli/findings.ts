import type { Evidence, Fact } from "../../proto/gen/cig/plugin/v1/fact_pb.ts";
import { byCodeUnit } from "../compare.ts";
import { displayName } from "./display-name.ts";
import { type FactKey, parseFactKey } from "./fact-key.ts";

/** Something about the repository that a person wants to hear, made of one or more facts. */
export interface Finding {
  /** "Ruby 3.3.0", "PostgreSQL 15", "Node" */
  readonly what: string;
  /** What was done to find it. */
  readonly verb: "detected" | "required";
  readonly plugin: string;
  /** The service's own name, when it is one: "postgres". */
  readonly service?: string;
  /** The folder in a monorepo; empty: the root. */
  readonly root: string;
  /** Where it stands; the first decided. */
  readonly evidence: readonly Evidence[];
}

/**
 * The facts as findings: for each tool its version, or else the range that is required, or else that it is used; then
 * package managers, frameworks, services and browsers. Scripts and other details are left out.
 */
export function findingsOf(facts: readonly Fact[]): Finding[] {
  const parsed = facts.map((fact) => ({ fact, ...parseFactKey(fact.key) }));
  const groups = groupBy(parsed, ({ tool, root }) => `${root}\0${tool}`);
  const rootsOf = (tool: string) =>
    [...groups.values()].flatMap(([first]) => (first!.tool === tool ? first!.root : []));
  return [...groups]
    .sort(([a], [b]) => byCodeUnit(a, b))
    .flatMap(([, group]) =>
      things.has(group[0]!.tool) ? thingsOf(group) : toolOf(group, rootsOf(group[0]!.tool)),
    );
}

/** "Gemfile.lock:12", or without a line when the file as a whole is meant. */
export function placeText({ file, line }: Pick<Evidence, "file" | "line">): string {
  return line > 0 ? `${file}:${line}` : file;
}

type ParsedFact = FactKey & { readonly fact: Fact };

/** Keys whose next segment names the thing. */
const things = new Set(["service", "framework", "browser"]);

/** Keys that describe the repository rather than a tool in it. */
const details = new Set(["script", "step", "workspace", "system", "project"]);

/** A package of a monorepo that states nothing of its own is no news: what a root above says holds for it. */
function toolOf(group: readonly ParsedFact[], roots: readonly string[]): Finding[] {
  const { tool, root } = group[0]!;
  if (details.has(tool)) return [];
  const versions = group.filter(({ field }) => field === "version");
  const constraints = group.filter(({ field }) => field === "version.constraint" || field === "constraint");
  const found = versions.length > 0 ? versions : constraints;
  const name = displayName(tool);
  const own = found.map((fact) =>
    finding(`${name} ${fact.fact.value}`, fact, versions.length > 0 ? "detected" : "required"),
  );
  const isBelow = roots.some((other) => other !== root && (other === "" || root.startsWith(`${other}/`)));
  if (found.length === 0 && !isBelow) own.push(finding(name, group[0]!, "detected"));
  return [...own, ...packageManagers(group)];
}

function packageManagers(group: readonly ParsedFact[]): Finding[] {
  const version = group.find(({ field }) => field === "package_manager_version")?.fact.value;
  return group
    .filter(({ field }) => field === "package_manager")
    .map((fact) =>
      finding([displayName(fact.fact.value), version].filter(Boolean).join(" "), fact, "detected"),
    );
}

/**
 * "service.postgres.version" = 15 → PostgreSQL 15; "browser.chromium" = anything → Chromium. A service that is no more
 * than a guess is none to tell of: whoever reads "detected" takes it for needed.
 */
function thingsOf(group: readonly ParsedFact[]): Finding[] {
  const byName = groupBy(group, ({ field }) => field.split(".")[0]!);
  const told = [...byName].filter(
    ([, facts]) => facts[0]!.tool !== "service" || facts.some(({ fact }) => isSure(fact)),
  );
  return told.map(([name, facts]) => {
    const version =
      facts.find(({ field }) => field === `${name}.version`) ??
      facts.find(({ field }) => field === `${name}.constraint` || field === `${name}.version.constraint`);
    const what = version ? `${displayName(name)} ${version.fact.value}` : displayName(name);
    const verb = version?.field.endsWith(".constraint") ? "required" : "detected";
    const found = finding(what, version ?? facts[0]!, verb);
    return facts[0]!.tool === "service" ? { ...found, service: name } : found;
  });
}

function finding(what: string, { fact, root }: ParsedFact, verb: Finding["verb"]): Finding {
  return { what: what.trim(), verb, plugin: fact.plugin, root, evidence: fact.evidence };
}

/** True for a fact to build on; below that it is a guess that a person may make. 0 is a plugin's silence. */
export function isSure({ confidence }: Fact): boolean {
  return confidence === 0 || confidence >= 0.7;
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
