import { findCycles } from "./cycle.ts";
import { type Dag, dagOf, needsOf } from "./dag.ts";
import { topologicalOrder } from "./order.ts";

/** Which job waits for which. */
export interface Graph {
  /** Ids of all jobs that are in no circle and wait for none, each after its needs, ties by id. */
  readonly order: readonly string[];
  /** Circles, each from its smallest id; empty when `order` holds every job. */
  readonly cycles: readonly (readonly string[])[];
  /** True when `job` waits for `other`, directly or through others. */
  waitsFor(job: string, other: string): boolean;
}

/** What the graph needs to know of a job. */
export interface Node {
  readonly id: string;
  readonly needs: readonly string[];
}

/** Builds the graph of jobs with unique ids. Needs that name no job are ignored: the plan has reported them. */
export function buildGraph(jobs: readonly Node[]): Graph {
  const dag = dagOf(new Map(jobs.map((job) => [job.id, job.needs])));
  const { order, stuck } = topologicalOrder(dag);
  return {
    order,
    cycles: stuck.length === 0 ? [] : findCycles(stuck, dag),
    waitsFor: (job, other) => waitsFor(dag, job, other),
  };
}

/** Direct needs are looked at first: nearly every question is about one of them. */
function waitsFor(dag: Dag, job: string, other: string): boolean {
  const seen = new Set<string>();
  const open = [job];
  for (let current = open.pop(); current !== undefined; current = open.pop()) {
    if (dag.hasEdge(other, current)) return true;
    for (const need of needsOf(dag, current)) {
      if (seen.has(need)) continue;
      seen.add(need);
      open.push(need);
    }
  }
  return false;
}
