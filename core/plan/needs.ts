import type { JobToml } from "../config/schema.ts";
import { diagnose } from "../diagnostic/codes.ts";
import { nearest } from "../diagnostic/nearest.ts";
import { describeCycle } from "../graph/cycle.ts";
import type { Graph } from "../graph/graph.ts";
import type { Context, Subject } from "./context.ts";
import { packagesOf, type Wish } from "./module/uses.ts";

/** A job that others need without anybody having written it. */
export interface ImpliedJob {
  /** Jobs that name it in `needs` or `needs_any`, in the author's order. */
  readonly dependents: readonly string[];
  /** The packages of its dependents, each once. */
  readonly packages: readonly Wish[];
}

/** The one id that is implied: a job that fills the caches before those that need it start. */
export const impliedId = "setup";

/** What each job waits for, sorted and each once; names that no job has are reported and left out. */
export function planNeeds(
  context: Context,
  jobs: Readonly<Record<string, JobToml>>,
): ReadonlyMap<string, readonly string[]> {
  return new Map(Object.entries(jobs).map(([id, job]) => [id, known(context, jobs, id, "needs", job.needs)]));
}

/**
 * Of which jobs each waits for any one, sorted and each once. What no job is called, and what `needs` asks for already,
 * is reported and left out.
 */
export function planNeedsAny(
  context: Context,
  jobs: Readonly<Record<string, JobToml>>,
): ReadonlyMap<string, readonly string[]> {
  return new Map(
    Object.entries(jobs).map(([id, job]) => {
      for (const [index, need] of (job.needs_any ?? []).entries())
        if (job.needs?.includes(need)) context.report(inBoth(id, need, index));
      const others = known(context, jobs, id, "needs_any", job.needs_any);
      return [id, others.filter((need) => !job.needs?.includes(need))];
    }),
  );
}

function known(
  context: Context,
  jobs: Readonly<Record<string, JobToml>>,
  id: string,
  key: "needs" | "needs_any",
  written: readonly string[] = [],
): string[] {
  const needs = new Set<string>();
  for (const [index, need] of written.entries()) {
    if (Object.hasOwn(jobs, need) || need === impliedId) needs.add(need);
    else context.report(unknownNeed(jobs, id, need, ["jobs", id, key, String(index)]));
  }
  return [...needs].sort();
}

function inBoth(job: string, need: string, index: number) {
  return diagnose(
    "CIG405",
    `The job "${job}" names "${need}" in needs and in needs_any: it must succeed, and need not.`,
    { hint: "Remove it from one of the two.", subject: ["jobs", job, "needs_any", String(index)] },
  );
}

/** The implied job, when some job needs `setup` and none is called that. */
export function impliedJob(
  context: Context,
  jobs: Readonly<Record<string, JobToml>>,
): ImpliedJob | undefined {
  if (Object.hasOwn(jobs, impliedId)) return undefined;
  const keyOf = (id: string) =>
    (["needs", "needs_any"] as const).find((key) => jobs[id]![key]?.includes(impliedId));
  const dependents = Object.keys(jobs).filter((id) => keyOf(id) !== undefined);
  const [first] = dependents;
  if (first === undefined) return undefined;
  const key = keyOf(first)!;
  const packages = new Map<string, Wish>();
  for (const id of dependents)
    for (const wish of packagesOf(jobs[id]!, ["jobs", id, "packages"]))
      if (!packages.has(wish.name)) packages.set(wish.name, withoutMatrix(wish));
  context.report(
    diagnose(
      "CIG413",
      `No job is called "${impliedId}", so that one is made: it gets the sources and the packages of ${dependents.join(", ")}, which fills their caches.`,
      {
        hint: `Write [jobs.${impliedId}] to say what it does, or remove "${impliedId}" from ${key}.`,
        subject: ["jobs", first, key, String(jobs[first]![key]!.indexOf(impliedId))],
      },
    ),
  );
  return { dependents, packages: [...packages.values()] };
}

/** Reports each circle at the first of its jobs. */
export function reportCycles(context: Context, graph: Graph): void {
  const jobs = context.schema.jobs ?? {};
  for (const cycle of graph.cycles) {
    const [first, next = first] = cycle as [string, ...string[]];
    const key = jobs[first]?.needs_any?.includes(next) ? "needs_any" : "needs";
    const sentence = describeCycle(cycle);
    context.report(
      diagnose("CIG402", `${sentence}, so that none of them can start.`, {
        hint:
          cycle.length === 1
            ? `Remove "${first}" from its own ${key}.`
            : `Remove one of these needs, such as "${next}" from the ${key} of "${first}".`,
        subject: ["jobs", first, key],
      }),
    );
  }
}

/** The implied job has no matrix, and takes its versions from where there is no matrix either. */
function withoutMatrix(wish: Wish): Wish {
  return JSON.stringify(wish.given).includes("matrix.") ? { ...wish, given: {} } : wish;
}

function unknownNeed(jobs: Readonly<Record<string, JobToml>>, job: string, need: string, subject: Subject) {
  const ids = Object.keys(jobs);
  const ofMatrix = ids.find((id) => jobs[id]!.matrix && need.startsWith(`${id}-`));
  const near = nearest(
    need,
    ids.filter((id) => id !== job),
  );
  const others = ids.filter((id) => id !== job).sort();
  return diagnose("CIG401", `The job "${job}" needs "${need}", and no job is called that.`, {
    hint: need.startsWith("//")
      ? `Write "${need.slice(2)}": "//" is for members of a workspace.`
      : ofMatrix
        ? `Write "${ofMatrix}": that waits for all its variants.`
        : near
          ? `Did you mean "${near}"?`
          : others.length > 0
            ? `There are ${others.slice(0, 20).join(", ")}${others.length > 20 ? ", …" : ""}.`
            : `Add [jobs.${need}], or remove it from ${subject[2]}.`,
    subject,
  });
}
