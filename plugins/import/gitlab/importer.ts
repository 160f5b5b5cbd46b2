import type { Imported, ImportedComment, ImportSource, TomlTable, TomlValue } from "cig/sdk/import";

import { importedJob } from "./importer/job.ts";
import { namesOf } from "./importer/shared.ts";
import { importedTriggers } from "./importer/triggers.ts";
import { usualMinutes } from "./model/job.ts";
import type { Job, Pipeline } from "./model/pipeline.ts";
import { readPipeline } from "./model/read.ts";
import { ResidueList } from "./source/residue-list.ts";

/** `.gitlab-ci.yml` with its local includes as cig.toml. */
export function importGitlab({ files, defaultBranch }: ImportSource): Imported {
  const { pipeline, residue, comments } = readPipeline(files, defaultBranch);
  const list = new ResidueList(".gitlab-ci.yml");
  for (const each of residue) list.add(each, each.job, each.what, each.why, each.kind);
  const names = namesOf(pipeline);
  const usesStages = hasPlainStages(pipeline.jobs, pipeline.stages);
  const jobs = pipeline.jobs.filter(({ trigger }) => trigger === "");
  const caches = Object.fromEntries(
    jobs.flatMap((job) => names.caches.get(job.id)!.map(({ id, table }) => [id, table])),
  );
  const runners = Object.fromEntries(jobs.flatMap((job) => names.runners.get(job.id) ?? []));
  const config: Record<string, TomlValue> = {
    version: "0.2",
    project: {
      default_timeout: usualMinutes % 60 === 0 ? `${usualMinutes / 60}h` : `${usualMinutes}m`,
      ...(defaultBranch !== "main" && { default_branch: defaultBranch }),
    },
    ...unlessEmpty("variables", Object.fromEntries(pipeline.standIns)),
    on: importedTriggers(pipeline, defaultBranch),
    ...unlessEmpty("env", Object.fromEntries(pipeline.env)),
    ...(pipeline.cancels && { concurrency: { group: "{{ git.ref }}", cancel_in_progress: true } }),
    ...(usesStages && { stages: pipeline.stages.filter((stage) => jobs.some((job) => job.stage === stage)) }),
    ...unlessEmpty("caches", caches),
    ...unlessEmpty("runners", runners),
    jobs: Object.fromEntries(
      jobs.map((job) => [job.id, importedJob(job, pipeline, names, usesStages, list)]),
    ),
    ...(pipeline.name !== "" && {
      outputs: [{ provider: "github", path: ".github/workflows/ci.yml", description: pipeline.name }],
    }),
  };
  return { config: config as TomlTable, comments: commentsOf(comments, jobs), residue: list.sorted() };
}

function unlessEmpty(key: string, table: Readonly<Record<string, TomlValue>>): Record<string, TomlValue> {
  return Object.keys(table).length > 0 ? { [key]: table } : {};
}

function commentsOf(
  comments: ReadonlyMap<string, readonly string[]>,
  jobs: readonly Job[],
): ImportedComment[] {
  return [...comments].flatMap(([id, lines]): ImportedComment[] => {
    if (id === "") return [{ path: [], lines }];
    return jobs.some((job) => job.id === id) ? [{ path: ["jobs", id], lines }] : [];
  });
}

/** True: `stages` of cig.toml means the same, as nobody names what he waits for and every job is always there. */
function hasPlainStages(jobs: readonly Job[], stages: readonly string[]): boolean {
  if (jobs.some(({ trigger, stage, isOptional }) => trigger !== "" || isOptional || !stages.includes(stage)))
    return false;
  return (
    new Set(jobs.map(({ stage }) => stage)).size > 1 &&
    jobs.every((job) => {
      const before = stages.slice(0, stages.indexOf(job.stage)).reverse();
      const nearest = before.find((stage) => jobs.some((other) => other.stage === stage));
      const expected = jobs.filter(({ stage }) => stage === nearest).map(({ id }) => id);
      return (
        job.needs.every(({ isPartial }) => !isPartial) &&
        job.needs.map(({ job: id }) => id).join("\n") === expected.join("\n")
      );
    })
  );
}

export type { Pipeline };
