import { Graph as Dag } from "@dagrejs/graphlib";

export type { Dag };

/**
 * The jobs as nodes, with an edge from each job to those that wait for it. `needs` maps a job to the jobs it waits
 * for; names without an entry of their own are left out.
 */
export function dagOf(needs: ReadonlyMap<string, readonly string[]>): Dag {
  const dag = new Dag({ directed: true });
  for (const node of needs.keys()) dag.setNode(node);
  for (const [node, list] of needs) for (const need of list) if (needs.has(need)) dag.setEdge(need, node);
  return dag;
}

/** The jobs that a job waits for. */
export function needsOf(dag: Dag, node: string): readonly string[] {
  return dag.predecessors(node) ?? [];
}

/** The jobs that wait for a job. */
export function dependentsOf(dag: Dag, node: string): readonly string[] {
  return dag.successors(node) ?? [];
}
