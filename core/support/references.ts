import type { Output } from "../../proto/gen/cig/plugin/v1/project_pb.ts";
import type { Cache, Concurrency, Job, Step } from "../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { Expression, NamedText, Text } from "../../proto/gen/cig/plugin/v1/value_pb.ts";
import { referencesIn } from "./condition.ts";
import type { Subject, Use } from "./feature.ts";

/** A run-time name, and where cig.toml writes it. */
export interface Reference {
  readonly path: readonly string[];
  readonly use: Use;
}

/** Every run-time name in an output, in the order of its jobs. */
export function* referencesOf(output: Output): Iterable<Reference> {
  yield* inNamed(output.env, (name) => [["env", name]]);
  yield* inConcurrency(output.concurrency, ["concurrency"]);
  for (const cache of output.caches) yield* ofCache(cache);
  for (const job of output.jobs) yield* referencesOfJob(job);
}

/** Every run-time name in a job, its steps' behind its own. */
export function* referencesOfJob(job: Job): Iterable<Reference> {
  const at = (...keys: string[]) => ["jobs", job.id, ...keys];
  yield* inText(job.nameText, [at("name")]);
  yield* inCondition(job.condition, [at("if"), at("on"), at()]);
  yield* inText(job.runner?.label, [at("runner")]);
  yield* inText(job.image?.image, [at("image", "name"), at("image")]);
  yield* inNamed(job.image?.env, (name) => [at("image", "env", name)]);
  yield* inCredentials(job.image, [at("image", "credentials")]);
  for (const service of job.services) {
    const use = [["services", service.name], at("services", service.name), at("services")];
    yield* inText(service.image, use);
    yield* inNamed(service.env, (name) => [["services", service.name, "env", name], ...use]);
    yield* inCredentials(service, use);
  }
  yield* inNamed(job.env, (name) => [at("env", name), at()]);
  yield* inConcurrency(job.concurrency, at("concurrency"));
  yield* inText(job.environment?.name, [at("environment", "name"), at("environment")]);
  yield* inText(job.environment?.url, [at("environment", "url"), at("environment")]);
  yield* inText(job.workingDirectoryText, [at("working_directory")]);
  yield* inText(job.approval?.message, [at("approval", "message"), at("approval")]);
  yield* inText(job.oidc?.audience, [at("oidc", "audience"), at("oidc")]);
  for (const step of job.steps) yield* ofStep(step);
  yield* inNamed(job.outputs, (name) => [at("outputs", name)]);
}

function* ofStep(step: Step): Iterable<Reference> {
  const at = (...keys: string[]) => [...step.subject, ...keys];
  yield* inText(step.nameText, [at("name"), at()]);
  yield* inCondition(step.condition, [at("if"), at()]);
  // A name in a script has become a variable of the step.
  const action = step.kind.case === "run" ? [at("run")] : [];
  yield* inNamed(step.env, (name) => [at("env", name), ...action, at("with"), at()]);
  yield* inText(step.workingDirectoryText, [at("working_directory"), at()]);
  yield* ofKind(step, at);
}

function* ofKind({ kind }: Step, at: (...keys: string[]) => string[]): Iterable<Reference> {
  switch (kind.case) {
    case "checkout":
      return yield* inText(kind.value.ref, [at("checkout", "ref"), at("ref"), at()]);
    case "toolchain":
      yield* inText(kind.value.version, [at("with", "version"), at("version"), at()]);
      return yield* inNamed(kind.value.fallbackEnv, () => [at()]);
    case "upload":
      yield* inText(kind.value.nameText, [at("artifact", "name"), at("name"), at()]);
      for (const path of kind.value.pathTexts)
        yield* inText(path, [at("artifact", "paths"), at("paths"), at()]);
      return;
    case "download":
      return yield* inText(kind.value.nameText, [at("download", "name"), at("name"), at()]);
    case "native":
      return yield* inNamed(kind.value.with, (name) => [
        at("native", kind.value.provider, "with", name),
        at(),
      ]);
    case "approve":
      return yield* inText(kind.value.message, [at("approve", "message"), at("approve"), at()]);
    default:
      // Runs get names through the environment; caches, shards and reports hold none.
      return;
  }
}

function* ofCache(cache: Cache): Iterable<Reference> {
  const id = cache.name || cache.id;
  for (const { kind } of cache.keyParts)
    if (kind.case === "text") yield* inText(kind.value, [["caches", id, "key_parts"]]);
  for (const key of cache.restoreKeys) yield* inText(key, [["caches", id, "restore_keys"]]);
}

function* inConcurrency(concurrency: Concurrency | undefined, subject: Subject): Iterable<Reference> {
  yield* inText(concurrency?.group, [[...subject, "group"], subject]);
  yield* inCondition(concurrency?.cancelInProgress, [[...subject, "cancel_in_progress"], subject]);
}

type Guarded = { readonly credentials?: { readonly username?: Text; readonly password?: Text } } | undefined;

function* inCredentials(holder: Guarded, use: Use): Iterable<Reference> {
  yield* inText(holder?.credentials?.username, use);
  yield* inText(holder?.credentials?.password, use);
}

function* inNamed(named: readonly NamedText[] = [], use: (name: string) => Use): Iterable<Reference> {
  for (const { name, value } of named) yield* inText(value, use(name));
}

function* inText(text: Text | undefined, use: Use): Iterable<Reference> {
  for (const { kind } of text?.parts ?? [])
    if (kind.case === "reference") yield { path: kind.value.path, use };
}

function* inCondition(condition: Expression | undefined, use: Use): Iterable<Reference> {
  for (const path of referencesIn(condition)) yield { path, use };
}
