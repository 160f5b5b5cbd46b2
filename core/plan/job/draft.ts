import type { Matrix, Runner, Step, Variant } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { Names } from "../../config/expressions.ts";
import type { JobToml } from "../../config/schema.ts";
import { expandMatrix } from "../../graph/matrix.ts";
import type { Context } from "../context.ts";
import {
  type PlannedUse,
  packagesOf,
  planCapability,
  planModule,
  type UsingJob,
  versionAliases,
  type Wish,
} from "../module/uses.ts";
import type { ImpliedJob } from "../needs.ts";
import { type Aliases, literalOf, type Resolver, resolverFor } from "../resolver.ts";
import { axisFields, axisNames, axisValuesOf, planMatrix } from "./matrix.ts";
import { type Placement, planRunner, planSmallRunner } from "./runner.ts";
import { type PlannedService, planServices } from "./services.ts";
import { planSystemPackages } from "./system-packages.ts";
import type { AxisValues } from "./trust.ts";

/** A job before its plugins are asked: where it runs, how often, and what it uses. */
export interface Draft {
  readonly id: string;
  readonly job: JobToml;
  readonly resolver: Resolver;
  /** For what is read before there are copies of the job: where it runs, when, and beside what. */
  readonly outer: Resolver;
  /** For what is shared between jobs and still depends on one, as caches are. */
  readonly aliases: Aliases;
  readonly axisValues: AxisValues;
  readonly matrix: Matrix | undefined;
  readonly variants: Variant[];
  readonly placement: Placement;
  readonly system: readonly Step[];
  /** In the author's order, for display too. */
  readonly packages: readonly { readonly name: string; readonly use: PlannedUse | undefined }[];
  readonly services: readonly PlannedService[];
  readonly modules: readonly PlannedUse[];
}

/** Drafts a job. `takenIds` holds ids that its variants may not get; `outputs` those of the jobs that it needs. */
export async function draftJob(
  context: Context,
  id: string,
  job: JobToml,
  takenIds: Set<string>,
  outputs: ReadonlyMap<string, readonly string[]>,
): Promise<Draft> {
  const matrix = job.matrix && planMatrix(job.matrix, resolverFor(context, {}), ["jobs", id, "matrix"]);
  const { variants, diagnostics } = expandMatrix({ id, ...(matrix && { matrix }) }, takenIds);
  context.report(...diagnostics);
  const aliases = versionAliases(context, matrix, variants);
  const names = namesOf(context, job, matrix, outputs);
  const resolver = resolverFor(context, names, aliases);
  const isShared = job.parallelism !== undefined;
  const outer = isShared ? resolverFor(context, { ...names, shard: "before" }, aliases) : resolver;
  const placement = planRunner(context, outer, id, job, variants);
  const using = usingJob(id, job, matrix, variants, placement.runner, resolver);
  const wishes = packagesOf(job, ["jobs", id, "packages"]);
  return { ...(await draft(context, using, outer, placement, wishes, modulesOf(context, using))), aliases };
}

/** Drafts the job that is implied by the needs of others. */
export async function draftImplied(context: Context, id: string, implied: ImpliedJob): Promise<Draft> {
  const { variants } = expandMatrix({ id });
  const resolver = resolverFor(context, {});
  const placement = { runner: planSmallRunner(context), ofVariant: new Map<string, Runner>() };
  const using = usingJob(id, {}, undefined, variants, placement.runner, resolver);
  return draft(context, using, resolver, placement, implied.packages, Promise.resolve([]));
}

async function draft(
  context: Context,
  using: UsingJob,
  outer: Resolver,
  placement: Placement,
  wishes: readonly Wish[],
  modules: Promise<PlannedUse[]>,
): Promise<Draft> {
  const { id, job } = using;
  const system = Array.isArray(job.packages) ? [] : (job.packages?.system ?? []);
  const runners = placement.ofVariant.size > 0 ? [...placement.ofVariant.values()] : [placement.runner];
  return {
    id,
    job,
    resolver: using.resolver,
    outer,
    axisValues: axisValuesOf(using.variants),
    matrix: using.matrix,
    variants: [...using.variants],
    placement,
    system: planSystemPackages(context, system, runners, job.image !== undefined, [
      "jobs",
      id,
      "packages",
      "system",
    ]),
    packages: wishes.map((wish) => ({
      name: wish.name,
      use: planCapability(context, using, "package", wish)[0],
    })),
    services: planServices(context, { ...using, resolver: outer }),
    modules: await modules,
    aliases: new Map(),
  };
}

async function modulesOf(context: Context, using: UsingJob): Promise<PlannedUse[]> {
  const uses: PlannedUse[] = [];
  for (const [index, step] of (using.job.steps ?? []).entries())
    if (step.uses !== undefined) uses.push(...(await planModule(context, using, index)));
  return uses;
}

function usingJob(
  id: string,
  job: JobToml,
  matrix: Matrix | undefined,
  variants: readonly Variant[],
  runner: Runner,
  resolver: Resolver,
): UsingJob {
  const folder = literalOf(resolver.lookUp(job.working_directory ?? "").text) ?? "";
  return { id, job, matrix, variants, os: runner.os, workingDirectory: folder, resolver };
}

/** The names of the run that exist in a job. Secrets need not be declared: those that are used are added. */
function namesOf(
  context: Context,
  job: JobToml,
  matrix: Matrix | undefined,
  outputs: ReadonlyMap<string, readonly string[]>,
): Names {
  const on = context.schema.on;
  const manual = on && !Array.isArray(on) && typeof on.manual === "object" ? on.manual.inputs : undefined;
  return {
    axes: axisNames(matrix),
    inputs: Object.keys(manual ?? {}),
    fields: axisFields(matrix),
    steps: new Map(
      (job.steps ?? []).flatMap(({ id, outputs: declared }) =>
        id === undefined ? [] : [[id, declared] as const],
      ),
    ),
    jobs: outputs,
    shard: job.parallelism === undefined ? "none" : "copy",
  };
}
