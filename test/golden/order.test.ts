import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { runPipeline } from "../../core/pipeline/pipeline.ts";
import { copyInput, goldenRoot } from "./golden.ts";

/** A shuffle that is the same in each run: Fisher and Yates with a small generator. */
function shuffler(seed: number) {
  let state = seed;
  const random = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % below;
  };
  return <T>(items: readonly T[]): T[] => {
    const shuffled = [...items];
    for (let last = shuffled.length - 1; last > 0; last--) {
      const other = random(last + 1);
      [shuffled[last], shuffled[other]] = [shuffled[other]!, shuffled[last]!];
    }
    return shuffled;
  };
}

async function rendered(root: string, memo: "on" | "off", seed?: number) {
  const result = await runPipeline({
    root,
    variables: {},
    environment: {},
    memo,
    isolate: false,
    allowPath: false,
    until: "files",
    emit: () => {},
    coreVersion: "0.2.0",
    ...(seed !== undefined && { shuffle: shuffler(seed) }),
  });
  const { files, diagnostics, detected } = result;
  return { files, diagnostics, facts: detected?.facts };
}

describe.each(readdirSync(goldenRoot).sort())("golden case %s", (name) => {
  it("comes out the same whatever the order of plugins and of the file system", async () => {
    const root = copyInput(name);
    const plain = await rendered(root, "on");
    // The first asks the plugins again, in another order; of the second, what they are asked must come out the same.
    for (const [seed, memo] of [
      [1, "off"],
      [2, "on"],
    ] as const) {
      const shuffled = await rendered(root, memo, seed);
      expect(shuffled.files).toEqual(plain.files);
      expect(shuffled.facts).toEqual(plain.facts);
      const sorted = (list: typeof plain.diagnostics) => list.map((one) => JSON.stringify(one)).sort();
      expect(sorted(shuffled.diagnostics)).toEqual(sorted(plain.diagnostics));
    }
  });
});
