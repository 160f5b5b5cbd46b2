import { create } from "@bufbuild/protobuf";
import {
  type Fact,
  type RepositoryFile,
  RepositoryFileSchema,
} from "../../proto/gen/cig/plugin/v1/fact_pb.ts";
import { DetectRequestSchema, type DetectResponse } from "../../proto/gen/cig/plugin/v1/plugin_pb.ts";
import { byCodeUnit } from "../compare.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { diagnosticsOf } from "../diagnostic/from-plugin.ts";
import type { Host, InstalledPlugin } from "../host/host.ts";
import { compileGlobs } from "../repo/glob.ts";
import type { Repo } from "../repo/repo.ts";
import { disagreements } from "./disagreements.ts";
import { type Candidate, evidenceFor } from "./evidence.ts";
import { folderOfKey, isIn, weighPlaces } from "./places.ts";
import { isWorthAsking } from "./worth-asking.ts";

/** What all plugins found out about the repository. */
export interface Detected {
  /** Sorted by key, then plugin. */
  readonly facts: readonly Fact[];
  /** Sorted, each once. */
  readonly signals: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Asks every plugin with a detect hook whose globs match a file, unless its manifest rules out that it finds anything. A plugin that fails costs its own facts
 * only. `ignore` holds the globs of `[detect] ignore`. What the answers say of the places of roots is weighed: a
 * folder of material is taken away and its plugins are asked again.
 */
export async function detect(host: Host, repo: Repo, ignore: readonly string[]): Promise<Detected> {
  const asked = host.plugins.filter((plugin) => plugin.manifest.hooks.includes("detect"));
  const isIgnored = ignore.length === 0 ? () => false : compileGlobs(ignore);
  const manifests = asked.map(({ manifest }) => manifest);
  const candidates = evidenceFor(manifests, repo.paths, isIgnored);
  const first = await Promise.all(asked.map((plugin) => askOne(host, repo, plugin, candidates)));
  const { strays, asides } = weighPlaces(first.flatMap((answer) => answer.facts));
  const answers = await askAgain(host, repo, asked, candidates, first, strays);
  const facts = answers.flatMap((answer) => answer.facts).sort(byKeyThenPlugin);
  for (const fact of facts) if (isAside(fact, asides)) fact.confidence = Math.min(fact.confidence, guess);
  return {
    facts,
    signals: [...new Set(answers.flatMap((answer) => answer.signals))].sort(byCodeUnit),
    diagnostics: [...answers.flatMap((answer) => answer.diagnostics), ...disagreements(facts)],
  };
}

/** Plugins that were shown files of a stray folder answer once more without them. */
async function askAgain(
  host: Host,
  repo: Repo,
  asked: readonly InstalledPlugin[],
  candidates: readonly Candidate[],
  first: readonly Detected[],
  strays: readonly string[],
): Promise<readonly Detected[]> {
  if (strays.length === 0) return first;
  const kept = candidates.filter(({ path }) => !isIn(path, strays));
  return Promise.all(
    asked.map((plugin, index) => {
      const { reads, lists } = plugin.manifest;
      const sawStrays = candidates.some(
        ({ path, isChosenBy }) => isIn(path, strays) && (isChosenBy(reads) || isChosenBy(lists)),
      );
      return sawStrays ? askOne(host, repo, plugin, kept) : first[index]!;
    }),
  );
}

/** A confidence from which nothing is written. */
const guess = 0.5;

function isAside({ key }: Fact, asides: readonly string[]): boolean {
  const folder = folderOfKey(key);
  return folder !== undefined && isIn(folder, asides);
}

async function askOne(
  host: Host,
  repo: Repo,
  plugin: InstalledPlugin,
  candidates: readonly Candidate[],
): Promise<Detected> {
  const isAsked = await isWorthAsking(plugin.manifest, repo, candidates);
  const files = isAsked ? await filesFor(plugin, repo, candidates) : [];
  if (files.length === 0) return { facts: [], signals: [], diagnostics: [] };
  const request = create(DetectRequestSchema, { files });
  const answer = await host.call(plugin, "detect", request);
  if (!answer.ok) return { facts: [], signals: [], diagnostics: [answer.diagnostic] };
  const response: DetectResponse = answer.response;
  for (const fact of response.facts) fact.plugin = plugin.name;
  return {
    facts: response.facts,
    signals: response.signals,
    diagnostics: diagnosticsOf(response.diagnostics, plugin.name),
  };
}

async function filesFor(
  plugin: InstalledPlugin,
  repo: Repo,
  candidates: readonly Candidate[],
): Promise<RepositoryFile[]> {
  const { reads, lists } = plugin.manifest;
  const files = await Promise.all(
    candidates.map(async ({ path, isChosenBy }) => {
      if (isChosenBy(reads)) {
        const content = await repo.read(path);
        if (content) return create(RepositoryFileSchema, { path, content });
      }
      return isChosenBy(lists) ? create(RepositoryFileSchema, { path, listedOnly: true }) : undefined;
    }),
  );
  return files.filter((file) => file !== undefined);
}

function byKeyThenPlugin(a: Fact, b: Fact): number {
  return byCodeUnit(a.key, b.key) || byCodeUnit(a.plugin, b.plugin) || byCodeUnit(a.value, b.value);
}
