import { create } from "@bufbuild/protobuf";
import { type Output, OutputSchema } from "../../proto/gen/cig/plugin/v1/project_pb.ts";
import { type Job, JobSchema } from "../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { Function as Fn } from "../../proto/gen/cig/plugin/v1/value_pb.ts";
import { byCodeUnit } from "../compare.ts";
import { applies } from "../support/condition.ts";
import { asksStatus, conjunctsOf, isCall } from "./condition.ts";
import { thinMatrix } from "./thin-matrix.ts";
import { usesOf } from "./uses.ts";
import { isLeftOut, type Verdicts } from "./verdict.ts";

/**
 * The output with only what runs. A need that is left out is replaced by its own needs, and those of them that are left
 * out by theirs, so that whatever held a job back still does. Of a matrix only the variants that run stay. Never is a
 * job dropped because it waits for one that is left out. A variant without a verdict runs. `output` stays as it is.
 */
export function contract(output: Output, verdicts: Verdicts): Output {
  const jobs = withoutHopeless(withoutLeftOut(output.jobs, withLaunches(output.jobs, verdicts)));
  const caches = new Set(
    jobs.flatMap(({ steps }) => steps.flatMap(({ kind }) => (kind.case === "cache" ? kind.value.id : []))),
  );
  const commands = new Set(jobs.flatMap(({ steps }) => steps.flatMap(({ call }) => call?.command ?? [])));
  return create(OutputSchema, {
    ...output,
    jobs: [...jobs],
    caches: output.caches.filter(({ id }) => caches.has(id)),
    commands: output.commands.filter(({ id }) => commands.has(id)),
  });
}

/** A machine is started for each variant that runs, and for no other. */
function withLaunches(jobs: readonly Job[], verdicts: Verdicts): Verdicts {
  const byId = new Map(jobs.map((job) => [job.id, job]));
  const launches = jobs.flatMap(({ launches, variants }) =>
    variants.flatMap(({ id }, index) => {
      const verdict = verdicts.get(byId.get(launches)?.variants[index]?.id ?? "");
      return verdict ? [[id, verdict] as const] : [];
    }),
  );
  return new Map([...verdicts, ...launches]);
}

function withoutLeftOut(jobs: readonly Job[], verdicts: Verdicts): Job[] {
  const leftOut = new Set(jobs.filter((job) => isLeftOut(job, verdicts)).map(({ id }) => id));
  // What stands for a job among the needs of another: itself, or what is before it. Topological order: known already.
  const standIns = new Map<string, readonly string[]>();
  const kept: Job[] = [];
  for (const job of jobs) {
    const needs = [...new Set(job.needs.flatMap((id) => standIns.get(id) ?? [id]))].sort(byCodeUnit);
    standIns.set(job.id, leftOut.has(job.id) ? needs : [job.id]);
    if (leftOut.has(job.id)) continue;
    // Alternatives are left out all together, and then there is nothing to choose from any more.
    const any = job.needsAny.some((id) => leftOut.has(id)) ? [] : job.needsAny;
    kept.push(withVariants(withNeeds(job, needs, any), verdicts));
  }
  return kept;
}

function withNeeds(job: Job, needs: readonly string[], any: readonly string[]): Job {
  const isSame = isEqual(needs, job.needs) && any.length === job.needsAny.length;
  return isSame ? job : create(JobSchema, { ...job, needs: [...needs], needsAny: [...any] });
}

function isEqual(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each, index) => each === b[index]);
}

function withVariants(job: Job, verdicts: Verdicts): Job {
  const variants = job.variants.filter(({ id }) => verdicts.get(id)?.verdict !== "skip");
  if (variants.length === job.variants.length) return job;
  const { matrix } = job;
  return create(JobSchema, { ...job, variants, ...(matrix && { matrix: thinMatrix(matrix, variants) }) });
}

/**
 * A job for failures before which nothing runs any more never runs, and some providers refuse to be told about it. It
 * goes, with what waits for it, unless that asks how it ended. Where others speak of one that would go (they ask for
 * success, or name its files or values), all stay, and each says so itself.
 */
function withoutHopeless(jobs: readonly Job[]): readonly Job[] {
  const hopeless = new Set<string>();
  const kept = jobs.flatMap((job) => {
    const needs = job.needs.filter((id) => !hopeless.has(id));
    const any = job.needsAny.filter((id) => !hopeless.has(id));
    const isHeld =
      !asksStatus(job.condition) &&
      (needs.length < job.needs.length || (job.needsAny.length > 0 && any.length === 0));
    if (isHeld || (needs.length + any.length === 0 && waitsForFailure(job))) {
      hopeless.add(job.id);
      return [];
    }
    return withNeeds(job, needs, any);
  });
  if (hopeless.size === 0) return jobs;
  const spokenOf = jobs.flatMap((job) => [
    ...(applies(job.condition, Fn.SUCCESS) ? [...job.needs, ...job.needsAny] : []),
    ...usesOf(job, () => []),
  ]);
  return spokenOf.some((id) => hopeless.has(id)) ? jobs : kept;
}

function waitsForFailure({ condition }: Job): boolean {
  return conjunctsOf(condition).some((term) => isCall(term, Fn.FAILURE));
}
