import { byCodeUnit } from "../compare.ts";
import { type Dag, dependentsOf, needsOf } from "./dag.ts";

/** An order of nodes, and the nodes that have no place in it because they wait for a circle. */
export interface Order {
  readonly order: readonly string[];
  /** Sorted. Empty when there is no circle. */
  readonly stuck: readonly string[];
}

/**
 * Kahn's algorithm: every node after all that it needs, and among those that could come next the smallest name first,
 * which graphlib's own topsort does not promise. O((n + e) log n).
 */
export function topologicalOrder(dag: Dag): Order {
  const waitingFor = new Map(dag.nodes().map((node) => [node, needsOf(dag, node).length]));
  // Sorted once, the array of free nodes already is a heap.
  const free = dag.sources().sort(byCodeUnit);
  const order: string[] = [];
  for (let node = pop(free); node !== undefined; node = pop(free)) {
    order.push(node);
    waitingFor.delete(node);
    for (const dependent of dependentsOf(dag, node)) {
      const left = waitingFor.get(dependent)! - 1;
      waitingFor.set(dependent, left);
      if (left === 0) push(free, dependent);
    }
  }
  return { order, stuck: [...waitingFor.keys()].sort(byCodeUnit) };
}

/** Removes the smallest item of a binary heap. */
function pop(heap: string[]): string | undefined {
  const smallest = heap[0];
  const last = heap.pop();
  if (smallest === undefined || last === undefined || heap.length === 0) return smallest;
  let hole = 0;
  for (;;) {
    let child = 2 * hole + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && heap[child + 1]! < heap[child]!) child++;
    if (heap[child]! >= last) break;
    heap[hole] = heap[child]!;
    hole = child;
  }
  heap[hole] = last;
  return smallest;
}

/** Adds an item to a binary heap. */
function push(heap: string[], item: string): void {
  let hole = heap.length;
  while (hole > 0) {
    const parent = (hole - 1) >> 1;
    if (heap[parent]! <= item) break;
    heap[hole] = heap[parent]!;
    hole = parent;
  }
  heap[hole] = item;
}
