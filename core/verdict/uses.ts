import type { Job, ProviderOptions, Step } from "../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { Value } from "../../proto/gen/cig/plugin/v1/value_pb.ts";
import { byCodeUnit } from "../compare.ts";
import { referencesOfJob } from "../support/references.ts";

/**
 * The ids of the jobs whose artifacts, workspace or outputs a job needs, sorted. `before` are all jobs that it waits
 * for, however far. Where a script, a provider's own step or an escape hatch fetches files of the run by itself, nobody
 * knows from whom, and all of `before` are meant, which is asked for only then; without it, all that its needs name.
 */
export function usesOf(
  job: Job,
  before = (): readonly string[] => [...job.needs, ...job.needsAny],
): string[] {
  const used = new Set<string>();
  for (const { kind } of job.steps) if (kind.case === "download") used.add(kind.value.job);
  for (const { path } of referencesOfJob(job))
    if (path[0] === "jobs" && path[1] !== undefined) used.add(path[1]);
  const foreign = [...foreignTexts(job)];
  if (foreign.some((text) => fetches.test(text))) for (const id of before()) used.add(id);
  else if (foreign.some((text) => /\bneeds\b/.test(text)))
    for (const id of before()) if (foreign.some((text) => namesJob(text, id))) used.add(id);
  used.delete(job.id);
  return [...used].sort(byCodeUnit);
}

/** Commands, actions and steps that get what other jobs of the run have left. */
const fetches =
  /download-(?:build-)?artifact|artifact[ _-]download|artifact\s+(?:download|search|shasum)|gh\s+run\s+download|meta-data\s+get|attach_workspace|\bunstash\b|copyArtifacts/i;

/** GitHub's own way to ask for a value of a job, in an escape hatch. */
function namesJob(text: string, id: string): boolean {
  for (let at = text.indexOf(`needs.${id}`); at !== -1; at = text.indexOf(`needs.${id}`, at + 1))
    if (!/[\w-]/.test(text[at + 6 + id.length] ?? "")) return true;
  return text.includes(`needs['${id}']`);
}

/** All that no resource describes. */
function* foreignTexts(job: Job): Iterable<string> {
  yield* inOptions(job.providerOptions);
  for (const step of job.steps) yield* ofStep(step);
}

function* ofStep({ kind, providerOptions }: Step): Iterable<string> {
  yield* inOptions(providerOptions);
  if (kind.case === "run") yield kind.value.script;
  if (kind.case !== "native") return;
  yield kind.value.uses;
  for (const { value } of kind.value.with)
    for (const part of value?.parts ?? []) if (part.kind.case === "literal") yield part.kind.value;
}

function* inOptions(all: readonly ProviderOptions[]): Iterable<string> {
  for (const { options } of all)
    for (const { key, value } of options?.entries ?? []) yield* inEntry(key, value);
}

function* inEntry(key: string, value: Value | undefined): Iterable<string> {
  yield key;
  const kind = value?.kind;
  if (kind?.case === "text") yield kind.value;
  if (kind?.case === "list") for (const item of kind.value.items) yield* inEntry("", item);
  if (kind?.case === "table") for (const entry of kind.value.entries) yield* inEntry(entry.key, entry.value);
}
