import type { Fact } from "../../../proto/gen/cig/plugin/v1/fact_pb.ts";
import { parseFactKey } from "../fact-key.ts";
import { isSure } from "../findings.ts";
import type { PluginSummary } from "./known.ts";
import { mainPlugin } from "./main-plugin.ts";
import { moduleJobs } from "./module-jobs.ts";
import { type DraftService, draftServices, whoNeeds } from "./services.ts";

/** A job that the repository's own scripts ask for. */
export interface DraftJob {
  readonly id: string;
  /** "lint", "typecheck", "test", "build", or the name of a step that a plugin proposes, such as "e2e" */
  readonly kind: string;
  /** The command, and before it what prepares it; or the module that the one step uses. */
  readonly commands: readonly Fact[];
  /** What that module is given. Absent: the commands are scripts. */
  readonly given?: ReadonlyMap<string, string>;
  /** What goes before them where there are services: a database is filled. */
  readonly filling: readonly Fact[];
  readonly packages: readonly string[];
  /** Empty: the repository's root. */
  readonly workingDirectory: string;
  readonly needs: readonly string[];
  readonly services: readonly DraftService[];
  readonly timeout: string;
  /** Versions of tools that it runs with, one after the other; empty: one. */
  readonly matrix: ReadonlyMap<string, readonly string[]>;
  /** Whether it is left out where it already passed on the same files. */
  readonly skip: boolean;
}

/** The scripts that make a job, in the order of the file, with the time that a hung one may take. */
const kinds: readonly (readonly [kind: string, timeout: string])[] = [
  ["lint", "10m"],
  ["typecheck", "10m"],
  ["test", "20m"],
  ["build", "20m"],
];

/**
 * A job for each script that a plugin is sure of. Where several plugins or folders have the same script, the main
 * one's job has the plain name ("test") and the others say whose they are ("test-node", "test-web"). A package of a
 * workspace has jobs only where its root has none of the kind, which else does the same for all of them.
 */
export function draftJobs(facts: readonly Fact[], plugins: readonly PluginSummary[]): DraftJob[] {
  const scripts = facts
    .map((fact) => ({ fact, ...parseFactKey(fact.key) }))
    .filter(({ tool, fact }) => tool === "script" && isSure(fact));
  const main = mainPlugin(facts);
  const jobs: DraftJob[] = [];
  for (const [kind, timeout] of kinds) {
    const found = scripts
      .filter(({ field }) => field === kind)
      .filter((script, _, all) => !isCovered(script, all, facts))
      .sort((a, b) => rank(a, main) - rank(b, main));
    for (const script of found) {
      const own = scripts.filter((other) => isSamePlace(other, script));
      const before = (wanted: string) =>
        kind === "test" ? own.filter(({ field }) => field === wanted).map(({ fact }) => fact) : [];
      const besides = own.filter(({ field }) => field === `${kind}.packages`);
      jobs.push({
        id: freeId(kind, script, jobs),
        kind,
        commands: [...before("prepare"), script.fact],
        filling: before("prepare.services"),
        packages: [
          ...new Set([
            ...packagesOf(script.fact.plugin, plugins),
            ...besides.flatMap(({ fact }) => fact.value.split(/,\s*/)),
          ]),
        ],
        workingDirectory: script.root,
        needs: kind === "build" ? testsBefore(script, jobs) : [],
        services: [],
        timeout,
        matrix: new Map(),
        skip: false,
      });
    }
  }
  const modules = moduleJobs(
    facts,
    jobs.map(({ id }) => id),
  );
  return [...withServices(jobs, facts, plugins), ...modules];
}

/** True where the tests start what they need by themselves: a service beside them would only take its port. */
function bringsServices({ plugin, root }: { plugin: string; root: string }, facts: readonly Fact[]): boolean {
  return facts.some((fact) => {
    const key = parseFactKey(fact.key);
    const isOwn = fact.plugin === plugin && key.root === root && key.tool === "script";
    return isOwn && key.field === "test.services" && isSure(fact);
  });
}

/** Gives the tests the services that they need. */
function withServices(
  jobs: readonly DraftJob[],
  facts: readonly Fact[],
  plugins: readonly PluginSummary[],
): DraftJob[] {
  const tests = jobs
    .filter(({ kind }) => kind === "test")
    .map(({ id, commands, workingDirectory }) => ({
      id,
      plugin: commands.at(-1)!.plugin,
      root: workingDirectory,
    }));
  const needed = draftServices(facts, plugins).map((service) => ({
    service,
    by: new Set(
      whoNeeds(service.files, tests, facts)
        .filter((test) => !bringsServices(test, facts))
        .map(({ id }) => id),
    ),
  }));
  return jobs.map((job) => ({
    ...job,
    services: needed.filter(({ by }) => by.has(job.id)).map(({ service }) => service),
  }));
}

/** True where the root of the workspace, or of the same tool, has the script too and installs for all. */
function isCovered(script: Script, all: readonly Script[], facts: readonly Fact[]): boolean {
  const { plugin } = script.fact;
  const above = all.filter(
    (other) =>
      other.fact.plugin === plugin &&
      other.root !== script.root &&
      (other.root === "" || script.root.startsWith(`${other.root}/`)),
  );
  const about = (root: string, isWanted: (field: string) => boolean) =>
    facts.some((fact) => {
      const key = parseFactKey(fact.key);
      return fact.plugin === plugin && key.root === root && isWanted(`${key.tool}.${key.field}`);
    });
  const isInstalledAlone = about(script.root, (key) => /\.(package_manager|lockfile)$/.test(key));
  return !isInstalledAlone && above.some(({ root }) => about(root, (key) => key === "workspace.members"));
}

interface Script {
  readonly fact: Fact;
  readonly root: string;
}

/** A build waits for the tests of the same code, or else of the same language; others say nothing about it. */
function testsBefore({ fact, root }: Script, jobs: readonly DraftJob[]): string[] {
  const tests = jobs.filter(
    ({ kind, commands }) => kind === "test" && commands.at(-1)!.plugin === fact.plugin,
  );
  const own = tests.find((job) => job.workingDirectory === root);
  const around = tests.find(({ workingDirectory }) => workingDirectory === "");
  return [own ?? around].flatMap((job) => job?.id ?? []);
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
