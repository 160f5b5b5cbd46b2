import type { Job } from "cig/sdk";
import { type Copy, copiesOf } from "./copies.ts";

/** What a stage is made of: one run of a job, or the question before the runs of a job. */
export type Node =
  | { readonly kind: "run"; readonly copy: Copy }
  | { readonly kind: "approval"; readonly job: Job };

/** Stages that run at the same time, each branch one after the other. One segment waits for the one before it. */
export interface Segment {
  readonly branches: readonly (readonly Node[])[];
}

/** The id under which an approval is counted as passed. */
export function approvalId(job: Job): string {
  return `approval of ${job.id}`;
}

/** True when the question needs a stage of its own, because several runs wait for the one answer. */
export function hasOwnApproval(job: Job): boolean {
  return job.approval !== undefined && copiesOf(job).length > 1;
}

/**
 * Jenkins has stages one after the other and stages side by side, and no graph. Jobs are put in levels by the longest
 * way to them. Levels that fall into chains independent of each other become one segment of chains, where nothing waits
 * for more than it needs; any other level is a segment of its own.
 */
export function segmentsOf(jobs: readonly Job[]): Segment[] {
  const units = unitsOf(jobs);
  const levels = levelsOf(units);
  const segments: Segment[] = [];
  for (let from = 0; from < levels.length; ) {
    const to = lastOfChains(levels, from);
    const chains = to > from ? componentsOf(levels.slice(from, to + 1)) : undefined;
    segments.push({
      branches: chains
        ? chains.map((chain) => chain.flatMap((unit) => branchesOf(unit)[0]!))
        : levels[from]!.flatMap(branchesOf),
    });
    from = to + 1;
  }
  return segments;
}

/** A job, or the question before one. */
interface Unit {
  readonly id: string;
  readonly needs: readonly string[];
  readonly job: Job;
  readonly isApproval: boolean;
}

function unitsOf(jobs: readonly Job[]): Unit[] {
  return jobs.flatMap((job): Unit[] => {
    const needs = [...job.needs, ...job.needsAny];
    if (!hasOwnApproval(job)) return [{ id: job.id, needs, job, isApproval: false }];
    const question = approvalId(job);
    return [
      { id: question, needs, job, isApproval: true },
      { id: job.id, needs: [...needs, question], job, isApproval: false },
    ];
  });
}

function levelsOf(units: readonly Unit[]): Unit[][] {
  const levelOf = new Map<string, number>();
  const levels: Unit[][] = [];
  for (const unit of units) {
    const level = Math.max(-1, ...unit.needs.map((id) => levelOf.get(id) ?? -1)) + 1;
    levelOf.set(unit.id, level);
    levels[level] ??= [];
    levels[level].push(unit);
  }
  return levels;
}

/** The last level that can be joined with `from`, so that all of them are several independent chains. */
function lastOfChains(levels: readonly Unit[][], from: number): number {
  let last = from;
  for (let to = from + 1; to < levels.length; to++) {
    const joined = levels.slice(from, to + 1);
    const chains = componentsOf(joined);
    const areChains = chains.every(
      (chain) =>
        new Set(chain.map((unit) => joined.findIndex((level) => level.includes(unit)))).size === chain.length,
    );
    if (!areChains || chains.length < 2 || joined.flat().some((unit) => runsOf(unit) > 1)) break;
    last = to;
  }
  return last;
}

function runsOf({ job, isApproval }: Unit): number {
  return isApproval ? 1 : copiesOf(job).length;
}

/** Units that need each other, directly or through others of these levels; each in the order of the levels. */
function componentsOf(levels: readonly Unit[][]): Unit[][] {
  const all = levels.flat();
  const groupOf = new Map(all.map((unit) => [unit.id, [unit]]));
  for (const unit of all)
    for (const need of unit.needs) {
      const [one, other] = [groupOf.get(unit.id)!, groupOf.get(need)];
      if (!other || one === other) continue;
      other.push(...one);
      for (const { id } of one) groupOf.set(id, other);
    }
  const groups = new Set(groupOf.values());
  return [...groups].map((group) => all.filter((unit) => group.includes(unit)));
}

/** The runs of a unit: each a branch of its own, or as many branches as may run at a time. */
function branchesOf({ job, isApproval }: Unit): Node[][] {
  if (isApproval) return [[{ kind: "approval", job }]];
  const nodes = copiesOf(job).map((copy): Node => ({ kind: "run", copy }));
  const most = job.matrix?.maxParallel || nodes.length;
  const branches = nodes.slice(0, most).map((node) => [node]);
  for (const [index, node] of nodes.slice(most).entries()) branches[index % most]!.push(node);
  return branches;
}
