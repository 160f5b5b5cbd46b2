import type { Fact } from "../../../proto/gen/cig/plugin/v1/fact_pb.ts";
import { byCodeUnit } from "../../compare.ts";
import { parseFactKey } from "../fact-key.ts";

/** What init needs to know of an installed plugin. */
export interface PluginSummary {
  readonly name: string;
  readonly capabilities: readonly string[];
  /** Globs of files that it may own. */
  readonly outputs: readonly string[];
}

/** A job that the repository's own scripts ask for. */
export interface DraftJob {
  readonly id: string;
  /** "lint", "typecheck", "test", "build" */
  readonly kind: string;
  /** The command, and before it what prepares it. */
  readonly commands: readonly Fact[];
  readonly packages: readonly string[];
  /** Empty: the repository's root. */
  readonly workingDirectory: string;
  readonly needs: readonly string[];
  readonly services: readonly DraftService[];
  readonly timeout: string;
}

/** A service that the repository uses and an installed plugin provides. */
export interface DraftService {
  readonly name: string;
  /** Absent: the repository states none. */
  readonly version?: string;
  readonly fact: Fact;
}

/** The scripts that make a job, in the order of the file, with the time that a hung one may take. */
const kinds: readonly (readonly [kind: string, timeout: string])[] = [
  ["lint", "10m"],
  ["typecheck", "10m"],
  ["test", "20m"],
  ["build", "20m"],
];

/**
 * A job for each script that a plugin found. Where several plugins or folders have the same script, the main one's
 * job has the plain name ("test") and the others say whose they are ("test-node", "test-web").
 */
export function draftJobs(facts: readonly Fact[], plugins: readonly PluginSummary[]): DraftJob[] {
  const scripts = facts
    .map((fact) => ({ fact, ...parseFactKey(fact.key) }))
    .filter(({ tool }) => tool === "script");
  const main = mainPlugin(facts);
  const services = draftServices(facts, plugins);
  const jobs: DraftJob[] = [];
  for (const [kind, timeout] of kinds) {
    const found = scripts.filter(({ field }) => field === kind).sort((a, b) => rank(a, main) - rank(b, main));
    for (const script of found) {
      const id = freeId(kind, script, jobs);
      const prepare =
        kind === "test" ? scripts.filter((s) => s.field === "prepare" && isSamePlace(s, script)) : [];
      jobs.push({
        id,
        kind,
        commands: [...prepare.map(({ fact }) => fact), script.fact],
        packages: packagesOf(script.fact.plugin, plugins),
        workingDirectory: script.root,
        needs: kind === "build" ? testsBefore(script, jobs) : [],
        services: id === "test" ? services : [],
        timeout,
      });
    }
  }
  return jobs;
}

/** The services that were found, sorted by name; those that no plugin provides are left to the list of findings. */
export function draftServices(facts: readonly Fact[], plugins: readonly PluginSummary[]): DraftService[] {
  const services = new Map<string, DraftService>();
  for (const fact of facts) {
    const { tool, field } = parseFactKey(fact.key);
    const [name, detail] = field.split(".");
    if (
      tool !== "service" ||
      !name ||
      !plugins.some((plugin) => plugin.capabilities.includes(`service:${name}`))
    )
      continue;
    const known = services.get(name);
    if (detail === "version" && known?.version === undefined)
      services.set(name, { name, version: fact.value, fact });
    else if (!known) services.set(name, { name, fact });
  }
  return [...services.values()].sort((a, b) => byCodeUnit(a.name, b.name));
}

interface Script {
  readonly fact: Fact;
  readonly root: string;
}

/** A build waits for the tests of the same code, or else for the main ones. */
function testsBefore({ fact, root }: Script, jobs: readonly DraftJob[]): string[] {
  const tests = jobs.filter(({ kind }) => kind === "test");
  const own = tests.find(
    (job) => job.workingDirectory === root && job.commands.at(-1)!.plugin === fact.plugin,
  );
  return [own ?? tests[0]].flatMap((job) => job?.id ?? []);
}

/** The plugin of the application's framework, or else the one that found most; ties by name. */
function mainPlugin(facts: readonly Fact[]): string | undefined {
  const scores = new Map<string, number>();
  for (const { key, plugin } of facts) {
    const { tool } = parseFactKey(key);
    const score = tool === "framework" ? 100 : tool === "script" ? 1 : 0;
    scores.set(plugin, (scores.get(plugin) ?? 0) + score);
  }
  return [...scores].sort(([a, x], [b, y]) => y - x || byCodeUnit(a, b))[0]?.[0];
}

function rank({ fact, root }: Script, main: string | undefined): number {
  return (root === "" ? 0 : 2) + (fact.plugin === main ? 0 : 1);
}

function isSamePlace(a: Script, b: Script): boolean {
  return a.root === b.root && a.fact.plugin === b.fact.plugin;
}

function freeId(kind: string, { fact, root }: Script, jobs: readonly DraftJob[]): string {
  const language = fact.plugin.split("/")[1] ?? fact.plugin;
  const parts = [root, language].map((part) => part.replace(/[^A-Za-z0-9_]+/g, "-").replace(/^-+|-+$/g, ""));
  const [folder, tool] = parts as [string, string];
  const candidates =
    folder === "" ? [kind, `${kind}-${tool}`] : [`${kind}-${folder}`, `${kind}-${folder}-${tool}`];
  const isFree = (id: string) => !jobs.some((job) => job.id === id);
  const id = candidates.map((candidate) => candidate.slice(0, 90)).find(isFree);
  if (id !== undefined) return id;
  for (let number = 2; ; number++) {
    const numbered = `${candidates.at(-1)!.slice(0, 90)}-${number}`;
    if (isFree(numbered)) return numbered;
  }
}

/** `packages` of a job whose script a plugin found: what that plugin can install. */
function packagesOf(plugin: string, plugins: readonly PluginSummary[]): string[] {
  const capabilities = plugins.find(({ name }) => name === plugin)?.capabilities ?? [];
  return capabilities.filter((capability) => capability.startsWith("package:")).map((name) => name.slice(8));
}
