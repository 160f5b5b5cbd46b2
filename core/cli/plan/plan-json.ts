import { createHash } from "node:crypto";
import { toJson as messageToJson } from "@bufbuild/protobuf";
import type { Fact } from "../../../proto/gen/cig/plugin/v1/fact_pb.ts";
import { type Estimate, MinutesSource } from "../../../proto/gen/cig/plugin/v1/plugin_pb.ts";
import { type Job, type Resource, ResourceSchema } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { Change } from "../../output/changes/changes.ts";
import type { PipelineResult } from "../../pipeline/pipeline.ts";
import { describeTerms } from "../explain/describe-terms.ts";
import { jobsOf, workflowsOf } from "../jobs.ts";
import { diagnosticJson } from "../json.ts";
import { matrixOf } from "../matrix-json.ts";
import { show } from "../show-text.ts";
import { costIn, minutesIn } from "./estimate-lines.ts";

/** The machine form of a plan, `cig.plan/1`. Nothing in it depends on the machine or the clock but `timing`. */
export function planDocument(result: PipelineResult, changes: readonly Change[]): object {
  return {
    schema: "cig.plan/1",
    facts: (result.detected?.facts ?? []).map(factJson),
    signals: result.detected?.signals ?? [],
    resources: (result.plan?.resources ?? []).map(resourceJson),
    jobs: jobsOf(result).flatMap((job) => variantsJson(job, result)),
    files: result.changes.map(({ path, owners, change, after }) => ({
      path,
      owner: owners[0],
      change,
      digest: after === undefined ? undefined : digest(after),
    })),
    changes: changes.map(({ action, path, subject, field, before, after, cause, risk }) => ({
      action,
      path,
      subject,
      field,
      before,
      after,
      cause,
      risk,
    })),
    estimates: result.estimates.length > 0 ? result.estimates.map(estimateJson) : undefined,
    diagnostics: result.diagnostics.map(diagnosticJson),
    plugins: result.plugins.map(({ name, version, started, memo }) => ({ name, version, started, memo })),
    timing: result.timing,
  };
}

function factJson({ key, value, plugin, confidence, evidence }: Fact): object {
  const places = evidence.map(({ file, line }) => ({ file, line: line > 0 ? line : undefined }));
  return { key, value, plugin, confidence, evidence: places };
}

function resourceJson(resource: Resource): object {
  const { id, plugin, kind } = resource;
  const message = messageToJson(ResourceSchema, resource) as Record<string, unknown>;
  return { id, plugin: plugin || undefined, kind: kind.case, value: kind.case && message[kind.case] };
}

/** One entry for each variant: what a provider shows as one job. */
function variantsJson(job: Job, result: PipelineResult): object[] {
  const at = result.config?.at(["jobs", job.id]);
  const common = {
    base: job.id,
    name: show(job.name, job.nameText) || undefined,
    workflows: workflowsOf(job.id, result),
    needs: job.needs,
    needs_any: job.needsAny.length > 0 ? job.needsAny : undefined,
    launches: job.launches || undefined,
    ...describeTerms(job),
    services: job.services.map(({ name }) => name),
    packages: job.packages,
    effects: job.effects,
    at: at && { file: at.file, line: at.line },
  };
  return job.variants.map(({ id, values, signature, runner }) => ({
    ...common,
    id,
    matrix: matrixOf(values),
    runner: runner?.id || job.runner?.id || undefined,
    signature: signature.length > 0 ? Buffer.from(signature).toString("hex") : undefined,
  }));
}

/** `complete` is false where something is not known, so that the sums are of the rest. */
function estimateJson(estimate: Estimate): object {
  const { provider, path, workflow, jobs } = estimate;
  return {
    provider,
    path,
    workflow: workflow || undefined,
    minutes: minutesIn(estimate),
    cost_usd: costIn(estimate),
    complete: jobs.every(({ minutes, price }) => minutes !== undefined && price !== undefined),
    jobs: jobs.map(({ job, class: name, machines, minutes, source, price }) => ({
      job,
      class: name || undefined,
      machines,
      minutes,
      minutes_from: sources[source],
      usd_per_minute: price,
    })),
  };
}

const sources: Readonly<Record<MinutesSource, string | undefined>> = {
  [MinutesSource.UNSPECIFIED]: undefined,
  [MinutesSource.STATED]: "stated",
  [MinutesSource.TIMEOUT]: "timeout",
};

function digest(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}
