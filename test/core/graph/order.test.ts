import { alg, Graph as Graphlib } from "@dagrejs/graphlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeCycle, findCycles } from "../../../core/graph/cycle.ts";
import { dagOf } from "../../../core/graph/dag.ts";
import { buildGraph } from "../../../core/graph/graph.ts";
import { topologicalOrder } from "../../../core/graph/order.ts";

const needs = (table: Record<string, string[]>) => new Map(Object.entries(table));

/** Any graph of few nodes, circles included. */
const anyGraph = fc
  .uniqueArray(fc.constantFrom<string[]>("a", "b", "c", "d", "e", "f", "g"), { minLength: 1 })
  .chain((names) =>
    fc.tuple(...names.map(() => fc.uniqueArray(fc.constantFrom<string[]>(...names)))).map((lists) => {
      return new Map(names.map((name, index) => [name, lists[index]!]));
    }),
  );

function oracle(graph: ReadonlyMap<string, readonly string[]>) {
  const other = new Graphlib();
  for (const node of graph.keys()) other.setNode(node);
  for (const [node, list] of graph) for (const need of list) other.setEdge(need, node);
  return other;
}

describe("the topological order", () => {
  it("puts every job after its needs, and the smaller name first", () => {
    expect(
      topologicalOrder(dagOf(needs({ test: ["build"], lint: [], build: [], deploy: ["test", "lint"] }))),
    ).toEqual({
      order: ["build", "lint", "test", "deploy"],
      stuck: [],
    });
  });

  it("decides by code unit and not by locale", () => {
    expect(topologicalOrder(dagOf(needs({ é: [], a: [], Z: [], _: [] }))).order).toEqual([
      "Z",
      "_",
      "a",
      "é",
    ]);
  });

  it("leaves out what is in a circle or waits for one", () => {
    expect(topologicalOrder(dagOf(needs({ a: ["b"], b: ["a"], c: ["b"], d: [] })))).toEqual({
      order: ["d"],
      stuck: ["a", "b", "c"],
    });
  });

  it("counts a need that is written twice once, and ignores a name that is no job", () => {
    expect(topologicalOrder(dagOf(needs({ a: ["b", "b", "nobody"], b: [] }))).order).toEqual(["b", "a"]);
  });

  it("is the smallest of all orders that are possible", () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        const { order, stuck } = topologicalOrder(dagOf(graph));
        expect([...order, ...stuck].sort()).toEqual([...graph.keys()].sort());
        const done = new Set<string>();
        for (const node of order) {
          const free = [...graph].filter(
            ([name, list]) => !done.has(name) && list.every((need) => done.has(need)),
          );
          expect(node).toBe(free.map(([name]) => name).sort()[0]);
          done.add(node);
        }
      }),
    );
  });

  it("does not depend on the order in which jobs are written", () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        const reversed = new Map([...graph].reverse().map(([name, list]) => [name, [...list].reverse()]));
        expect(topologicalOrder(dagOf(reversed))).toEqual(topologicalOrder(dagOf(graph)));
      }),
    );
  });

  it("orders 100,000 jobs in a chain and in a fan", () => {
    const name = (index: number) => `job-${String(index).padStart(6, "0")}`;
    const size = 100_000;
    const chain = new Map(
      Array.from({ length: size }, (_, index) => [name(index), index ? [name(index - 1)] : []]),
    );
    expect(topologicalOrder(dagOf(chain)).order.at(-1)).toBe(name(size - 1));
    const fan = new Map(Array.from({ length: size }, (_, index) => [name(index), index ? [name(0)] : []]));
    expect(topologicalOrder(dagOf(fan)).order[1]).toBe(name(1));
  });
});

describe("circles", () => {
  it("are found exactly where graphlib finds them", () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        const { stuck } = topologicalOrder(dagOf(graph));
        const cycles = findCycles(stuck, dagOf(graph));
        expect(cycles.length > 0).toBe(!alg.isAcyclic(oracle(graph)));
        for (const cycle of cycles)
          for (const [index, node] of cycle.entries())
            expect(graph.get(node)).toContain(cycle[(index + 1) % cycle.length]);
      }),
    );
  });

  it("are told apart, each from its smallest name", () => {
    const graph = needs({ z: ["y"], y: ["z"], b: ["c"], c: ["a"], a: ["b"], w: ["w"], x: ["w"] });
    expect(findCycles(topologicalOrder(dagOf(graph)).stuck, dagOf(graph))).toEqual([
      ["a", "b", "c"],
      ["w"],
      ["y", "z"],
    ]);
  });

  it("of 100,000 jobs do not exhaust the stack", () => {
    const size = 100_000;
    const graph = new Map(
      Array.from({ length: size }, (_, index) => [`j${index}`, [`j${(index + 1) % size}`]]),
    );
    expect(findCycles([...graph.keys()].sort(), dagOf(graph))[0]).toHaveLength(size);
  });

  it("are said as a sentence", () => {
    expect(describeCycle(["build", "test"])).toBe("build waits for test, test waits for build");
    expect(describeCycle(["build"])).toBe("build waits for itself");
  });
});

describe("the graph", () => {
  it("knows who waits for whom, through others too", () => {
    const graph = buildGraph([
      { id: "deploy", needs: ["test"] },
      { id: "test", needs: ["build"] },
      { id: "build", needs: [] },
      { id: "lint", needs: [] },
    ]);
    expect(graph.order).toEqual(["build", "lint", "test", "deploy"]);
    expect(graph.waitsFor("deploy", "build")).toBe(true);
    expect(graph.waitsFor("build", "deploy")).toBe(false);
    expect(graph.waitsFor("deploy", "lint")).toBe(false);
  });
});
