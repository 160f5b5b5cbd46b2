import type { Cache, Job, Service, Variant } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { printCondition } from "../../config/expressions.ts";
import type { Place } from "../../diagnostic/diagnostic.ts";
import type { PipelineResult } from "../../pipeline/pipeline.ts";
import type { InstalledPlugin } from "../../source/installed-plugin.ts";
import { placeText } from "../findings.ts";
import { workflowsOf } from "../jobs.ts";
import { matrixOf } from "../matrix-json.ts";
import { show } from "../show-text.ts";
import { type DescribedStep, describeSteps } from "./describe-steps.ts";
import {
  type DescribedApproval,
  type DescribedEnvironment,
  type DescribedOidc,
  type DescribedRetry,
  describeTerms,
} from "./describe-terms.ts";

/** A job as `cig explain` shows it, and as its JSON has it. Absent fields: nothing to say. */
export interface DescribedJob {
  readonly id: string;
  readonly name?: string;
  readonly at?: { file: string; line: number };
  /** Absent: there is only one. */
  readonly workflows?: readonly string[];
  readonly needs: readonly string[];
  readonly needs_any?: readonly string[];
  /** The job for which it starts machines; cig.toml has no such job. */
  readonly launches?: string;
  readonly needed_by: readonly string[];
  readonly runner?: { id: string; os: string; arch: string };
  readonly image?: string;
  readonly if?: string;
  readonly approval?: DescribedApproval;
  readonly environment?: DescribedEnvironment;
  readonly timeout_minutes: number;
  readonly retry?: DescribedRetry;
  readonly parallelism?: number;
  readonly oidc?: DescribedOidc;
  readonly packages: readonly string[];
  readonly versions: readonly {
    tool: string;
    version: string;
    plugin?: string;
    evidence: readonly string[];
  }[];
  readonly services: readonly { name: string; image: string; ready?: string }[];
  readonly caches: readonly { id: string; paths: readonly string[] }[];
  readonly secrets: readonly string[];
  readonly env: readonly { name: string; value: string }[];
  readonly skip_if?: {
    paths_unmodified: readonly string[];
    env: readonly string[];
    branch: readonly string[];
  };
  readonly inputs: readonly string[];
  readonly effects: boolean;
  readonly variants: readonly { id: string; matrix: object; signature?: string }[];
  readonly steps: readonly DescribedStep[];
}

/** Gathers what the plan knows of a job. `jobs` are all jobs of the plan, `plugins` all that are installed. */
export function describeJob(
  job: Job,
  jobs: readonly Job[],
  result: PipelineResult,
  plugins: readonly InstalledPlugin[],
): DescribedJob {
  const at = result.config?.at(["jobs", job.id]);
  const name = show(job.name, job.nameText);
  return {
    id: job.id,
    ...(name && { name }),
    ...(at && { at: bare(at) }),
    ...workflowsPart(job.id, result),
    needs: job.needs,
    ...(job.needsAny.length > 0 && { needs_any: job.needsAny }),
    ...(job.launches && { launches: job.launches }),
    needed_by: jobs
      .filter(({ needs, needsAny }) => needs.includes(job.id) || needsAny.includes(job.id))
      .map(({ id }) => id),
    ...(job.runner && {
      runner: { id: job.runner.id, os: job.runner.os || "linux", arch: job.runner.arch || "amd64" },
    }),
    ...(job.image && { image: show("", job.image.image) }),
    ...(job.condition && { if: printCondition(job.condition) }),
    ...describeTerms(job),
    timeout_minutes: job.timeoutMinutes,
    packages: job.packages,
    versions: job.versions.map(({ tool, version }) => ({
      tool,
      version: show("", version),
      ...evidenceOf(tool, show("", version), job.id, result),
    })),
    services: job.services.map(describeService),
    caches: cachesOf(job, result).map(({ id, paths }) => ({ id, paths })),
    secrets: job.secrets,
    env: job.env.map(({ name, value }) => ({ name, value: show("", value) })),
    ...(job.skipIf && {
      skip_if: {
        paths_unmodified: job.skipIf.pathsUnmodified,
        env: job.skipIf.env,
        branch: job.skipIf.branch,
      },
    }),
    inputs: job.inputs,
    effects: job.effects,
    variants: job.variants.map(describeVariant),
    steps: describeSteps(job, result, plugins),
  };
}

function workflowsPart(id: string, result: PipelineResult): { workflows?: readonly string[] } {
  const workflows = workflowsOf(id, result);
  return workflows ? { workflows } : {};
}

/** A place without its source line, which belongs to messages. */
export function bare({ file, line }: Place): { file: string; line: number } {
  return { file, line };
}

/** The fact that states a tool's version, with the plugin that found it; or the line of cig.toml that gives it. */
function evidenceOf(
  tool: string,
  version: string,
  job: string,
  { detected, config }: PipelineResult,
): { plugin?: string; evidence: string[] } {
  const keys = [`${tool}.version`, `service.${tool}.version`, `${tool}.version.constraint`];
  for (const key of keys) {
    const fact = detected?.facts.find((candidate) => candidate.key === key && candidate.value === version);
    if (fact) return { plugin: fact.plugin, evidence: fact.evidence.map(placeText) };
  }
  const written = config?.schema.jobs?.[job];
  const section = (["services", "packages"] as const).find((name) =>
    Object.hasOwn(written?.[name] ?? {}, tool),
  );
  const at = section && config?.at(["jobs", job, section, tool]);
  return { evidence: at ? [placeText(at)] : [] };
}

function describeService({ name, image, ready }: Service): DescribedJob["services"][number] {
  return { name, image: show("", image), ...(ready?.command && { ready: ready.command }) };
}

/** The caches that the job's steps name. */
function cachesOf(job: Job, { plan }: PipelineResult): Cache[] {
  const named = new Set(job.steps.flatMap(({ kind }) => (kind.case === "cache" ? [kind.value.id] : [])));
  const all = new Map(plan?.outputs.flatMap(({ caches }) => caches).map((cache) => [cache.id, cache]));
  return [...named].flatMap((id) => all.get(id) ?? []);
}

function describeVariant({ id, values, signature }: Variant): DescribedJob["variants"][number] {
  return {
    id,
    matrix: matrixOf(values),
    ...(signature.length > 0 && { signature: Buffer.from(signature).toString("hex") }),
  };
}
