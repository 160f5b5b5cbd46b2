import { create } from "@bufbuild/protobuf";
import {
  ArtifactMissing,
  ArtifactSchema,
  DownloadSchema,
  type Step,
  StepSchema,
} from "../../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { JobToml } from "../../../config/schema.ts";
import { diagnose } from "../../../diagnostic/codes.ts";
import type { Graph } from "../../../graph/graph.ts";
import type { Context, Subject } from "../../context.ts";
import { literalOf, plainOrText, type Resolver } from "../../resolver.ts";
import type { Artifacts } from "../artifacts.ts";

/** Ids of the jobs that keep files for all jobs behind them, in the order in which they run. */
export function persistingJobs(graph: Graph, jobs: Readonly<Record<string, JobToml>>): readonly string[] {
  return graph.order.filter((id) => Object.hasOwn(jobs, id) && jobs[id]!.persist !== undefined);
}

/**
 * Gets what the jobs before this one keep, directly or through others. What a later job keeps comes later, over what
 * an earlier one kept at the same place.
 */
export function workspaceDownloads(graph: Graph, persisting: readonly string[], id: string): Step[] {
  return persisting
    .filter((job) => job !== id && graph.waitsFor(id, job))
    .map((job) =>
      create(StepSchema, {
        subject: ["jobs", job, "persist"],
        kind: {
          case: "download",
          value: create(DownloadSchema, { name: nameOf(job), job, workspace: true }),
        },
      }),
    );
}

/** Keeps what `persist` names. Reports places outside the sources, and an artifact of the same name. */
export function workspaceUpload(
  context: Context,
  resolver: Resolver,
  artifacts: Artifacts,
  id: string,
  job: JobToml,
): Step[] {
  if (!job.persist) return [];
  const subject = ["jobs", id, "persist"];
  const folder = literalOf(resolver.lookUp(job.working_directory ?? "").text);
  const paths = job.persist.map((path, index) => {
    const place = [...subject, String(index)];
    const text = plainOrText(resolver.text(path, place));
    if (!text.text && isOutside(folder, text.plain)) context.report(outside(text.plain, place));
    return text;
  });
  const taken = artifacts.byName.get(nameOf(id))?.find(({ name }) => name === nameOf(id));
  if (taken)
    context.report(
      diagnose("CIG405", `"${nameOf(id)}" is the name under which "${id}" keeps what it persists.`, {
        hint: "Give the artifact another name.",
        subject: taken.subject,
      }),
    );
  const value = create(ArtifactSchema, {
    name: nameOf(id),
    paths: paths.filter(({ text }) => !text).map(({ plain }) => plain),
    pathTexts: paths.flatMap(({ text }) => text ?? []),
    ifMissing: ArtifactMissing.WARN,
    workspace: true,
  });
  return [create(StepSchema, { subject, kind: { case: "upload", value } })];
}

function nameOf(job: string): string {
  return `workspace-${job}`;
}

/** True for a place that no other job has; an unknown folder can be anywhere below the root. */
function isOutside(folder: string | undefined, path: string): boolean {
  if (/^[/~\\]|^[A-Za-z]:[\\/]/.test(path)) return true;
  if (folder === undefined) return false;
  let depth = 0;
  for (const segment of `${folder}/${path}`.split(/[/\\]/)) {
    if (segment === "..") depth--;
    else if (segment !== "" && segment !== ".") depth++;
    if (depth < 0) return true;
  }
  return false;
}

function outside(path: string, subject: Subject) {
  return diagnose(
    "CIG104",
    `"${path}" lies outside the sources, where it cannot be put back for other jobs.`,
    {
      hint: "Copy it to a folder of the repository in a step, and persist that, or use a cache.",
      subject,
    },
  );
}
