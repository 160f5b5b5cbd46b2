import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Fact } from "../../../proto/gen/cig/plugin/v1/fact_pb.ts";
import { readHeader } from "../../output/header.ts";
import { findingsOf } from "../findings.ts";
import { composeCigToml } from "./cig-toml.ts";
import { draftJobs } from "./jobs.ts";
import type { PluginSummary } from "./known.ts";
import { draftOutputs } from "./outputs.ts";
import { draftProject } from "./project.ts";

/** What is known of a repository that has no cig.toml yet. */
export interface Known {
  /** Absolute. */
  readonly root: string;
  readonly facts: readonly Fact[];
  readonly plugins: readonly PluginSummary[];
  /** Files of the repository, sorted. */
  readonly paths: readonly string[];
}

/** The text of the cig.toml, and the ids of its jobs. */
export function composeDraft({ root, facts, plugins, paths }: Known): { text: string; jobs: string[] } {
  const jobs = draftJobs(facts, plugins);
  const text = composeCigToml({
    project: draftProject(root),
    findings: findingsOf(facts),
    jobs,
    // Without a job there is nothing to render, and a file without jobs is refused by every provider.
    outputs: jobs.length > 0 ? draftOutputs(plugins, paths, (path) => isOurs(root, path)) : [],
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
