import { create } from "@bufbuild/protobuf";
import {
  Access,
  type Expansion,
  type Job,
  JobSchema,
  type Permission,
  type Service,
  type Step,
  StepSchema,
} from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { NamedText } from "../../../proto/gen/cig/plugin/v1/value_pb.ts";
import { byCodeUnit } from "../../compare.ts";
import { minutesOf } from "../../config/duration.ts";
import type { ConcurrencyToml, JobToml, PermissionsToml } from "../../config/schema.ts";
import { diagnose } from "../../diagnostic/codes.ts";
import type { Graph } from "../../graph/graph.ts";
import { type Caches, renameCaches } from "../caches.ts";
import type { Context, Subject } from "../context.ts";
import { toProviderOptions } from "../output/provider-options.ts";
import { plainOrText, type Resolver } from "../resolver.ts";
import { type Artifacts, nameOf, toArtifact, toDownload } from "./artifacts.ts";
import { toCheckout } from "./checkout.ts";
import type { Draft } from "./draft.ts";
import { secretsIn } from "./secrets.ts";
import { planStep, type StepSurroundings } from "./steps.ts";

/** Long enough for most jobs, short enough to notice one that hangs. */
const defaultTimeoutMinutes = 30;

/** What all jobs are completed with. */
export interface Completion {
  readonly context: Context;
  readonly graph: Graph;
  readonly needs: ReadonlyMap<string, readonly string[]>;
  readonly artifacts: Artifacts;
  readonly caches: Caches;
  readonly expansions: ReadonlyMap<string, Expansion>;
  /** Names of `[env]`. */
  readonly workflowEnv: ReadonlySet<string>;
}

/**
 * Makes a job of its draft and of what the plugins answered. Its steps: checkout, downloads, packages in the author's
 * order (those of the operating system first), the author's steps, uploads.
 */
export function completeJob(completion: Completion, draft: Draft): Job {
  const { context, needs } = completion;
  const { id, job, resolver } = draft;
  const subject = ["jobs", id];
  const expansions = expansionsOf(completion, draft);
  const { services, env } = surroundingsOf(completion, draft, expansions);
  const steps = stepsOf(completion, draft, expansions, env);
  const name = plainOrText(resolver.text(job.name ?? "", [...subject, "name"]));
  const folder = plainOrText(resolver.text(job.working_directory ?? "", [...subject, "working_directory"]));
  const condition = resolver.condition(job.if, [...subject, "if"]);
  for (const variant of draft.variants) {
    const runner = draft.placement.ofVariant.get(variant.id);
    if (runner) variant.runner = runner;
  }
  const result = create(JobSchema, {
    id,
    name: name.plain,
    ...(name.text && { nameText: name.text }),
    needs: [...(needs.get(id) ?? [])],
    ...(draft.matrix && { matrix: draft.matrix }),
    variants: draft.variants,
    runner: draft.placement.runner,
    ...(job.image !== undefined && { image: toImage(resolver, job.image, [...subject, "image"]) }),
    services,
    env,
    steps,
    ...(condition && { condition }),
    timeoutMinutes: timeoutOf(context, job),
    continueOnError: job.continue_on_error ?? false,
    permissions: toPermissions(job.permissions),
    ...(job.concurrency !== undefined && {
      concurrency: toConcurrency(resolver, job.concurrency, [...subject, "concurrency"]),
    }),
    outputs: resolver.named(job.outputs, [...subject, "outputs"]),
    workingDirectory: folder.plain,
    ...(folder.text && { workingDirectoryText: folder.text }),
    shell: job.shell ?? "",
    ...(job.skip_if && {
      skipIf: {
        pathsUnmodified: job.skip_if.paths_unmodified ?? [],
        env: job.skip_if.env ?? [],
        branch: job.skip_if.branch ?? [],
      },
    }),
    inputs: job.inputs ?? [],
    effects: job.effects ?? job.environment !== undefined,
    ...(job.environment !== undefined && {
      environment: toEnvironment(resolver, job.environment, [...subject, "environment"]),
    }),
    packages: draft.packages.map((each) => each.name),
    versions: expansions
      .flatMap(({ expansion }) => expansion.versions)
      .sort((a, b) => byCodeUnit(a.tool, b.tool)),
    providerOptions: toProviderOptions(job.provider),
    stage: job.stage ?? "",
  });
  result.secrets = [...new Set([...(job.secrets ?? []), ...secretsIn(result)])].sort(byCodeUnit);
  return result;
}

/** `permissions` as messages, sorted by scope. */
export function toPermissions(permissions: PermissionsToml | undefined): Permission[] {
  const accesses = { read: Access.READ, write: Access.WRITE, none: Access.NONE };
  return Object.entries(permissions ?? {})
    .sort(([a], [b]) => byCodeUnit(a, b))
    .flatMap(([scope, access]) =>
      access === undefined
        ? []
        : [{ $typeName: "cig.plugin.v1.Permission", scope, access: accesses[access] }],
    );
}

/** `concurrency` as a message. */
export function toConcurrency(resolver: Resolver, concurrency: ConcurrencyToml, subject: Subject) {
  const table = typeof concurrency === "string" ? { group: concurrency } : concurrency;
  const cancel = "cancel_in_progress" in table ? table.cancel_in_progress : undefined;
  const cancelInProgress = resolver.condition(cancel, [...subject, "cancel_in_progress"]);
  return {
    group: resolver.text(table.group, typeof concurrency === "string" ? subject : [...subject, "group"]),
    ...(cancelInProgress && { cancelInProgress }),
  };
}

/** An answer with its caches in their final names. */
interface Answered {
  readonly use: string;
  readonly expansion: Expansion;
  readonly steps: readonly Step[];
  /** Ids of its caches as the plugin gave them → as they are now. */
  readonly cacheIds: ReadonlyMap<string, string>;
}

function expansionsOf({ expansions, caches }: Completion, draft: Draft): Answered[] {
  const uses = [
    ...draft.packages.flatMap(({ use }) => use ?? []),
    ...draft.services.flatMap((service) => ("use" in service ? service.use : [])),
    ...draft.modules,
  ];
  return uses.flatMap(({ use, subject }) => {
    const expansion = expansions.get(use.id);
    if (!expansion) return [];
    const ids = new Map(expansion.caches.map((cache) => [cache.id, caches.propose(cache, draft.aliases)]));
    const steps = renameCaches(expansion.steps, ids).map((step) =>
      create(StepSchema, { ...step, subject: [...subject] }),
    );
    return [{ use: use.id, expansion, steps, cacheIds: ids }];
  });
}

/** Services, and the job's variables: those of cig.toml, then what plugins add without overruling them. */
function surroundingsOf(completion: Completion, draft: Draft, answered: readonly Answered[]) {
  const { context } = completion;
  const { id, job, resolver } = draft;
  const services: Service[] = [];
  const names = new Map<string, Subject>();
  const addService = (service: Service, subject: Subject) => {
    if (names.has(service.name))
      context.report(
        diagnose("CIG405", `Two services of the job "${id}" are called "${service.name}".`, {
          hint: "Remove one of them, or give it another name.",
          subject,
        }),
      );
    else services.push(service);
    names.set(service.name, subject);
  };
  const byUse = new Map(answered.map((each) => [each.use, each.expansion]));
  for (const planned of draft.services) {
    if ("service" in planned) addService(planned.service, ["jobs", id, "services"]);
    else
      for (const service of byUse.get(planned.use.use.id)?.services ?? [])
        addService(service, planned.use.subject);
  }
  const ofServices = new Set(
    draft.services.flatMap((planned) => ("use" in planned ? planned.use.use.id : [])),
  );
  for (const { use, expansion } of answered)
    if (!ofServices.has(use)) for (const service of expansion.services) addService(service, ["jobs", id]);
  const env = resolver.named(job.env, ["jobs", id, "env"]);
  const taken = new Set([...completion.workflowEnv, ...env.map(({ name }) => name)]);
  const proposed: NamedText[] = [
    ...answered.flatMap(({ expansion }) => expansion.env),
    ...services.flatMap((service) => service.exports),
  ];
  for (const each of proposed) {
    if (taken.has(each.name)) continue;
    taken.add(each.name);
    env.push(each);
  }
  return { services, env };
}

function stepsOf(
  completion: Completion,
  draft: Draft,
  answered: readonly Answered[],
  env: readonly NamedText[],
): Step[] {
  const { context, graph, artifacts, caches } = completion;
  const { id, job, resolver } = draft;
  const subject = ["jobs", id];
  const byUse = new Map(answered.map((each) => [each.use, each]));
  const around: StepSurroundings = {
    context,
    resolver,
    job: id,
    shell: job.shell ?? "",
    outerNames: new Set([...completion.workflowEnv, ...env.map(({ name }) => name)]),
    axisValues: draft.axisValues,
    artifacts,
    graph,
    expansions: new Map(
      answered.map(({ use, expansion, steps }) => [use, { ...expansion, steps: [...steps] }]),
    ),
  };
  const own = (job.steps ?? []).map((step, index) => planStep(around, step, index));
  // A checkout that the author puts first is the job's checkout, before its packages.
  const isOwnCheckout =
    job.checkout === undefined && job.steps?.[0]?.checkout !== undefined && !hasPath(job.steps[0].checkout);
  const checkout = isOwnCheckout
    ? own.shift()!
    : job.checkout === false
      ? []
      : [
          step({ case: "checkout", value: toCheckout(resolver, job.checkout, [...subject, "checkout"]) }, [
            ...subject,
            "checkout",
          ]),
        ];
  const downloads = (job.uses_artifacts ?? []).flatMap((download, index) => {
    const place = [...subject, "uses_artifacts", String(index)];
    const value = toDownload(context, resolver, artifacts, graph, id, download, place);
    return value ? [step({ case: "download", value }, place)] : [];
  });
  const uploads = (job.artifacts ?? []).map((artifact, index, all) => {
    const place = [...subject, "artifacts", String(index)];
    return step(
      { case: "upload", value: toArtifact(resolver, nameOf(id, artifact, all), artifact, place) },
      place,
    );
  });
  const packages = draft.packages.flatMap(({ use }) => (use ? (byUse.get(use.use.id)?.steps ?? []) : []));
  const ofServices = draft.services.flatMap((planned) =>
    "use" in planned ? (byUse.get(planned.use.use.id)?.steps ?? []) : [],
  );
  // What a step calls by the id of a plugin's cache is the job's own, whatever it is called now.
  const ids = new Map(answered.flatMap(({ cacheIds }) => [...cacheIds]));
  const final = new Set(ids.values());
  const nameCache = (each: Step): Step[] => {
    if (each.kind.case !== "cache" || final.has(each.kind.value.id)) return [each];
    const { id: cache } = each.kind.value;
    return renameCaches(
      [each],
      new Map([[cache, ids.get(cache) ?? caches.require(cache, each.subject, draft.aliases)]]),
    );
  };
  return [
    ...checkout,
    ...downloads,
    ...draft.system,
    ...ofServices,
    ...packages,
    ...own.flat(),
    ...uploads,
  ].flatMap(nameCache);
}

function hasPath(checkout: NonNullable<JobToml["checkout"]>): boolean {
  return typeof checkout === "object" && checkout.path !== undefined;
}

function step(kind: Step["kind"], subject: Subject): Step {
  return create(StepSchema, { kind, subject: [...subject] });
}

function timeoutOf({ schema }: Context, job: JobToml): number {
  const stated = job.timeout ?? schema.project?.default_timeout;
  return (stated === undefined ? undefined : minutesOf(stated)) ?? defaultTimeoutMinutes;
}

function toImage(resolver: Resolver, image: NonNullable<JobToml["image"]>, subject: Subject) {
  if (typeof image === "string") return { image: resolver.text(image, subject) };
  return {
    image: resolver.text(image.name, [...subject, "name"]),
    env: resolver.named(image.env, [...subject, "env"]),
    options: image.options ?? [],
  };
}

function toEnvironment(
  resolver: Resolver,
  environment: NonNullable<JobToml["environment"]>,
  subject: Subject,
) {
  if (typeof environment === "string") return { name: resolver.text(environment, subject) };
  return {
    name: resolver.text(environment.name, [...subject, "name"]),
    ...(environment.url !== undefined && { url: resolver.text(environment.url, [...subject, "url"]) }),
  };
}
