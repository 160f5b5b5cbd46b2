import { describe, expect, it } from "vitest";
import { type Checked, check, rates } from "./checking.ts";
import { shrink, tellStory } from "./shrink.ts";

/** Another one in each run, so that CI goes on looking. To repeat one: MODEL_SEED=… npm test */
const anySeed = Number(process.env.MODEL_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** Nothing, or the shortest story that ends in what must not be. */
async function storyOf({ failure }: Checked): Promise<string> {
  return failure ? tellStory(await shrink(failure)) : "";
}

describe("random histories of repositories, stores and runs", () => {
  it.each([
    ["that are always the same", 20261129, 1000],
    [`that nobody has seen (seed ${anySeed})`, anySeed, 500],
  ])(
    "leave out nothing that did not pass, and run what they should: %s",
    { timeout: 600_000 },
    async (_, seed, histories) => {
      const checked = await check({ seed, histories });
      expect(await storyOf(checked)).toBe("");
      expect(checked.histories).toBe(histories);
      // A model in which nothing is left out would find nothing.
      expect(checked.counts.skipped).toBeGreaterThan(histories);
      expect(Number.parseFloat(rates(checked.counts).possible)).toBeGreaterThan(50);
    },
  );
});
