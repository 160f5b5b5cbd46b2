import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Fact } from "../../../proto/gen/cig/plugin/v1/fact_pb.ts";
import { byCodeUnit } from "../../compare.ts";
import { readHeader } from "../../output/header.ts";
import { type Finding, findingsOf } from "../findings.ts";
import { type DraftJob, draftJobs } from "./jobs.ts";
import type { PluginSummary } from "./known.ts";
import { type DraftOutput, draftOutputs } from "./outputs.ts";
import { draftProject } from "./project.ts";
import { composeCigToml } from "./text/cig-toml.ts";
import { applyWishes } from "./wishes/apply.ts";
import { noWishes, type Wishes } from "./wishes/wishes.ts";

/** What is known of a repository that has no cig.toml yet. */
export interface Known {
  /** Absolute. */
  readonly root: string;
  readonly facts: readonly Fact[];
  readonly plugins: readonly PluginSummary[];
  /** Files of the repository, sorted. */
  readonly paths: readonly string[];
}

/** What there is to choose from. */
export interface Offer {
  /** All that init would write by itself. */
  readonly jobs: readonly DraftJob[];
  readonly findings: readonly Finding[];
  /** Every provider that could be rendered for, sorted. */
  readonly providers: readonly string[];
  /** Every service that a plugin brings, sorted. */
  readonly services: readonly string[];
}

/** Looks through what is known for what can be chosen. */
export function offerOf({ facts, plugins }: Known): Offer {
  const named = (prefix: string) =>
    plugins
      .flatMap(({ capabilities }) => capabilities)
      .filter((capability) => capability.startsWith(prefix))
      .map((capability) => capability.slice(prefix.length))
      .sort(byCodeUnit);
  return {
    jobs: draftJobs(facts, plugins),
    findings: findingsOf(facts),
    providers: named("provider:"),
    services: named("service:"),
  };
}

/** The outputs as init proposes them, or those of the providers that somebody wants. */
export function outputsFor({ root, plugins, paths }: Known, providers: readonly string[]): DraftOutput[] {
  return draftOutputs(plugins, paths, { isOurs: (path) => isOurs(root, path), wanted: providers });
}

/** The text of the cig.toml, and the ids of its jobs. */
export function composeDraft(known: Known, wishes: Wishes = noWishes): { text: string; jobs: string[] } {
  const offer = offerOf(known);
  const jobs = applyWishes(offer.jobs, wishes);
  const text = composeCigToml({
    project: { ...draftProject(known.root), ...(wishes.runner !== undefined && { runner: wishes.runner }) },
    findings: offer.findings,
    jobs,
    // Without a job there is nothing to render, and a file without jobs is refused by every provider.
    outputs: jobs.length > 0 ? outputsFor(known, wishes.providers) : [],
    levels: wishes.levels,
  });
  return { text, jobs: jobs.map(({ id }) => id) };
}

/** True for a file that cig wrote: rendering it again takes nothing from anybody. */
function isOurs(root: string, path: string): boolean {
  try {
    return readHeader(readFileSync(join(root, path), "utf8"))?.edited === false;
  } catch {
    return false;
  }
}
