import { create } from "@bufbuild/protobuf";
import {
  type Artifact,
  ArtifactMissing,
  ArtifactSchema,
  type Download,
  DownloadSchema,
} from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { folderOf, nameOf } from "../../config/artifact-name.ts";
import type { ArtifactToml, DownloadToml, JobToml } from "../../config/schema.ts";
import { diagnose } from "../../diagnostic/codes.ts";
import { nearest } from "../../diagnostic/nearest.ts";
import type { Graph } from "../../graph/graph.ts";
import type { Context, Subject } from "../context.ts";
import { plainOrText, type Resolver } from "../resolver.ts";

export { nameOf };

/** An artifact that a job leaves, as cig.toml calls it. */
export interface Left {
  readonly job: string;
  /** As other jobs write it: with `{{ }}`. */
  readonly name: string;
  /** What it may be called too: the folder that it was made of. */
  readonly alias?: string;
  readonly subject: Subject;
}

/** All artifacts by name and alias. */
export interface Artifacts {
  readonly byName: ReadonlyMap<string, readonly Left[]>;
}

/** Gathers the artifacts of all jobs and reports names that are used twice. */
export function gatherArtifacts(context: Context, jobs: Readonly<Record<string, JobToml>>): Artifacts {
  const byName = new Map<string, Left[]>();
  const add = (name: string, left: Left) => {
    const others = byName.get(name);
    if (others) others.push(left);
    else byName.set(name, [left]);
  };
  for (const [id, job] of Object.entries(jobs)) {
    for (const left of leftBy(id, job)) {
      const earlier = byName.get(left.name)?.find((other) => other.name === left.name);
      if (earlier) context.report(sameName(left, earlier));
      add(left.name, left);
      if (left.alias !== undefined && left.alias !== left.name) add(left.alias, left);
    }
  }
  return { byName };
}

/** What a job leaves: `artifacts`, then the `artifact` steps. */
function leftBy(id: string, job: JobToml): Left[] {
  const artifacts = job.artifacts ?? [];
  const ofJob = artifacts.map((artifact, index) => ({
    job: id,
    name: nameOf(id, artifact, artifacts),
    ...(typeof artifact === "string" && { alias: folderOf(artifact) }),
    subject: ["jobs", id, "artifacts", String(index)],
  }));
  const ofSteps = (job.steps ?? []).flatMap(({ artifact }, index) =>
    artifact === undefined
      ? []
      : [
          {
            job: id,
            name: nameOf(id, artifact, []),
            subject: ["jobs", id, "steps", String(index), "artifact"],
          },
        ],
  );
  return [...ofJob, ...ofSteps];
}

/** The upload of an artifact. */
export function toArtifact(
  resolver: Resolver,
  name: string,
  artifact: ArtifactToml,
  subject: Subject,
): Artifact {
  const table = typeof artifact === "string" ? { paths: [artifact] } : artifact;
  const nameText = plainOrText(
    resolver.text(name, typeof artifact === "string" ? subject : [...subject, "name"]),
  );
  const paths = table.paths.map((path, index) =>
    plainOrText(
      resolver.text(path, typeof artifact === "string" ? subject : [...subject, "paths", String(index)]),
    ),
  );
  const missing = {
    warn: ArtifactMissing.WARN,
    error: ArtifactMissing.ERROR,
    ignore: ArtifactMissing.IGNORE,
  };
  return create(ArtifactSchema, {
    name: nameText.plain,
    ...(nameText.text && { nameText: nameText.text }),
    paths: paths.filter(({ text }) => !text).map(({ plain }) => plain),
    pathTexts: paths.flatMap(({ text }) => text ?? []),
    retentionDays: ("retention_days" in table && table.retention_days) || 0,
    ifMissing: missing[("if_missing" in table && table.if_missing) || "warn"],
  });
}

/** The download of an artifact that a job upstream leaves; CIG411 when there is none. */
export function toDownload(
  context: Context,
  resolver: Resolver,
  artifacts: Artifacts,
  graph: Graph,
  job: string,
  download: DownloadToml,
  subject: Subject,
): Download | undefined {
  const wish = typeof download === "string" ? { name: download } : download;
  const left = find(context, artifacts, graph, job, wish, subject);
  if (!left) return undefined;
  const name = plainOrText(resolver.text(left.name, subject));
  return create(DownloadSchema, {
    name: name.plain,
    ...(name.text && { nameText: name.text }),
    path: "path" in wish && wish.path !== undefined ? resolver.plain(wish.path, [...subject, "path"]) : "",
    job: left.job,
  });
}

function find(
  context: Context,
  { byName }: Artifacts,
  graph: Graph,
  job: string,
  wish: { name: string; job?: string | undefined },
  subject: Subject,
): Left | undefined {
  const called = byName.get(wish.name) ?? [];
  const exact = called.filter((left) => left.name === wish.name);
  const all = (exact.length > 0 ? exact : called).filter(
    (left) => wish.job === undefined || left.job === wish.job,
  );
  const upstream = all.filter((left) => graph.waitsFor(job, left.job));
  if (upstream.length === 1) return upstream[0];
  const problem = (message: string, hint: string) =>
    context.report(diagnose("CIG411", message, { hint, subject }));
  if (upstream.length > 1) {
    const jobs = upstream.map((left) => `"${left.job}"`).join(" and ");
    problem(
      `The jobs ${jobs} both leave an artifact "${wish.name}".`,
      `Say which one: { name = "${wish.name}", job = "${upstream[0]!.job}" }.`,
    );
  } else if (all.length > 0) {
    const from = all[0]!.job;
    problem(
      from === job
        ? `The job "${job}" leaves the artifact "${wish.name}" itself, and can use it only after that.`
        : `The artifact "${wish.name}" is left by the job "${from}", and "${job}" does not wait for it.`,
      from === job ? "Remove it here." : `Add "${from}" to the needs of "${job}".`,
    );
  } else {
    const near = nearest(wish.name, byName.keys());
    const names = [...byName.keys()].sort();
    problem(
      `No job${wish.job === undefined ? "" : ` "${wish.job}"`} leaves an artifact "${wish.name}".`,
      near
        ? `Did you mean "${near}"?`
        : names.length > 0
          ? `There are ${names.join(", ")}.`
          : `Add artifacts = [{ name = "${wish.name}", paths = ["…"] }] to the job that makes it.`,
    );
  }
  return undefined;
}

function sameName(left: Left, earlier: Left) {
  return diagnose(
    "CIG405",
    `The jobs "${earlier.job}" and "${left.job}" leave an artifact of the same name, "${left.name}".`,
    {
      // Some providers keep artifacts apart by job, others refuse the second.
      level: left.job === earlier.job ? "error" : "warning",
      hint: "Give one of them another name.",
      subject: left.subject,
    },
  );
}
