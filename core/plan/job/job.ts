import { create } from "@bufbuild/protobuf";
import {
  Access,
  type Job,
  JobSchema,
  type Permission,
} from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { Expression } from "../../../proto/gen/cig/plugin/v1/value_pb.ts";
import { byCodeUnit } from "../../compare.ts";
import { minutesOf } from "../../config/duration.ts";
import { allOf } from "../../config/expressions.ts";
import type { ConcurrencyToml, JobToml, PermissionsToml } from "../../config/schema.ts";
import type { Context, Subject } from "../context.ts";
import { toProviderOptions } from "../output/provider-options.ts";
import { planTriggers } from "../output/triggers.ts";
import { plainOrText, type Resolver } from "../resolver.ts";
import { machineVersions } from "../runner/launched-runner.ts";
import { allSteps } from "./all-steps.ts";
import { answersFor } from "./answered.ts";
import type { Completion } from "./completion.ts";
import type { Draft } from "./draft.ts";
import { reportForeignEvents } from "./on/foreign-events.ts";
import { conditionOfEvents, wantedEvents } from "./on/job-on.ts";
import { samePorts } from "./same-port.ts";
import { secretsIn } from "./secrets.ts";
import { surroundingsOf } from "./surroundings.ts";
import { approvalOf } from "./terms/approval.ts";
import { toCredentials } from "./terms/credentials.ts";
import { oidcOf, permissionsOf } from "./terms/oidc.ts";
import { toRetry } from "./terms/retry.ts";

/** Long enough for most jobs, short enough to notice one that hangs. */
const defaultTimeoutMinutes = 30;

/**
 * Makes a job of its draft and of what the plugins answered. Its steps: checkout, downloads, packages in the author's
 * order (those of the operating system first), the author's steps, uploads, reports. A job that only waits for a person
 * has none.
 */
export function completeJob(completion: Completion, draft: Draft): Job {
  const { context, needs, needsAny } = completion;
  const { id, job, resolver, outer } = draft;
  const subject = ["jobs", id];
  const answered = answersFor(completion, draft);
  const { services, env } = surroundingsOf(completion, draft, answered);
  const { approval, isFirstStep } = approvalOf(context, outer, id, job);
  const steps =
    approval && isOnlyWaiting(job, isFirstStep)
      ? []
      : allSteps(completion, draft, answered, env, isFirstStep ? 1 : 0);
  const name = plainOrText(outer.text(job.name ?? "", [...subject, "name"]));
  const folder = plainOrText(resolver.text(job.working_directory ?? "", [...subject, "working_directory"]));
  const condition = conditionOf(context, outer, id, job);
  const oidc = oidcOf(context, resolver, id, job);
  for (const variant of draft.variants) {
    const runner = draft.placement.ofVariant.get(variant.id);
    if (runner) variant.runner = runner;
  }
  const result = create(JobSchema, {
    id,
    name: name.plain,
    ...(name.text && { nameText: name.text }),
    needs: [...(needs.get(id) ?? [])],
    needsAny: [...(needsAny.get(id) ?? [])],
    ...(draft.matrix && { matrix: draft.matrix }),
    variants: draft.variants,
    runner: draft.placement.runner,
    ...(job.image !== undefined && { image: toImage(context, outer, job.image, [...subject, "image"]) }),
    services,
    env,
    steps,
    ...(condition && { condition }),
    timeoutMinutes: timeoutOf(context, job),
    ...(job.retry !== undefined && { retry: toRetry(job.retry) }),
    parallelism: job.parallelism ?? 0,
    ...(approval && { approval }),
    ...(oidc && { oidc }),
    continueOnError: job.continue_on_error ?? false,
    permissions: toPermissions(permissionsOf(context, id, job)),
    ...(job.concurrency !== undefined && {
      concurrency: toConcurrency(outer, job.concurrency, [...subject, "concurrency"]),
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
    effects:
      job.effects ??
      (job.environment !== undefined ||
        approval !== undefined ||
        answered.some(({ expansion }) => expansion.effects)),
    ...(job.environment !== undefined && {
      environment: toEnvironment(outer, job.environment, [...subject, "environment"]),
    }),
    packages: draft.packages.map((each) => each.name),
    versions: [
      ...answered.flatMap(({ expansion }) => expansion.versions),
      ...machineVersions(context, [draft.placement.runner, ...draft.placement.ofVariant.values()]),
    ].sort((a, b) => byCodeUnit(a.tool, b.tool)),
    providerOptions: toProviderOptions(job.provider),
    stage: job.stage ?? "",
  });
  context.report(...samePorts(result));
  result.secrets = [...new Set([...(job.secrets ?? []), ...secretsIn(result)])].sort(byCodeUnit);
  return result;
}

/** `if`, and the events of `on`: both must hold. */
function conditionOf(context: Context, resolver: Resolver, id: string, job: JobToml): Expression | undefined {
  const stated = resolver.condition(job.if, ["jobs", id, "if"]);
  if (job.on === undefined) return stated;
  reportForeignEvents(context, id, job.on, planTriggers(context));
  return allOf([stated, conditionOfEvents(wantedEvents(job.on))]);
}

/** Nothing is left for a machine to do. */
function isOnlyWaiting(job: JobToml, isFirstStep: boolean): boolean {
  const {
    steps = [],
    packages,
    services,
    artifacts,
    uses_artifacts,
    reports,
    persist,
    checkout,
    shard,
  } = job;
  const parts = [
    packages,
    services,
    artifacts,
    uses_artifacts,
    reports,
    persist,
    shard,
    checkout || undefined,
  ];
  return steps.length <= (isFirstStep ? 1 : 0) && parts.every((part) => part === undefined);
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

/** 0: no limit but the provider's own. */
function timeoutOf({ schema }: Context, job: JobToml): number {
  const stated = job.timeout ?? schema.project?.default_timeout;
  if (stated === false) return 0;
  return (stated === undefined ? undefined : minutesOf(stated)) ?? defaultTimeoutMinutes;
}

function toImage(
  context: Context,
  resolver: Resolver,
  image: NonNullable<JobToml["image"]>,
  subject: Subject,
) {
  if (typeof image === "string") return { image: resolver.text(image, subject) };
  return {
    image: resolver.text(image.name, [...subject, "name"]),
    env: resolver.named(image.env, [...subject, "env"]),
    options: image.options ?? [],
    ...(image.credentials && {
      credentials: toCredentials(context, resolver, image.credentials, [...subject, "credentials"]),
    }),
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
