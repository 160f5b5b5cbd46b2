import { byCodeUnit } from "../compare.ts";
import { type Dag, needsOf } from "./dag.ts";

/**
 * Circles among nodes that a topological order could not place: from each such node the walk follows the
 * smallest need that is stuck too, so it must come back to itself. One circle for each place where a walk ends,
 * each starting at its smallest name. Iterative, so that a circle of 10,000 jobs does not exhaust the stack, as it
 * does graphlib's own search.
 */
export function findCycles(stuck: readonly string[], dag: Dag): readonly (readonly string[])[] {
  const isStuck = new Set(stuck);
  const walkOf = new Map<string, number>();
  const cycles: string[][] = [];
  for (const [walk, start] of stuck.entries()) {
    const path: string[] = [];
    let node: string | undefined = start;
    while (node !== undefined && !walkOf.has(node)) {
      walkOf.set(node, walk);
      path.push(node);
      node = smallest(needsOf(dag, node).filter((need) => isStuck.has(need)));
    }
    if (node !== undefined && walkOf.get(node) === walk) cycles.push(rotate(path.slice(path.indexOf(node))));
  }
  return cycles.sort((a, b) => byCodeUnit(a[0]!, b[0]!));
}

/** A circle as one sentence: "build waits for test, test waits for build". */
export function describeCycle(cycle: readonly string[]): string {
  if (cycle.length === 1) return `${cycle[0]} waits for itself`;
  return cycle.map((job, index) => `${job} waits for ${cycle[(index + 1) % cycle.length]}`).join(", ");
}

function smallest(names: readonly string[]): string | undefined {
  return names.reduce<string | undefined>(
    (best, name) => (best === undefined || name < best ? name : best),
    undefined,
  );
}

function rotate(cycle: readonly string[]): string[] {
  const first = cycle.indexOf(smallest(cycle)!);
  return [...cycle.slice(first), ...cycle.slice(0, first)];
}
