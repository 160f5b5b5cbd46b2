import { describe, expect, it } from "vitest";
import { type Bug, bugs } from "./bugs.ts";
import { check } from "./checking.ts";
import { Planner } from "./planner.ts";
import { shrink, tellStory } from "./shrink.ts";

/** Any seed finds any bug within some thousand histories; with these the rare ones are found soon. */
const soon: Partial<Record<Bug, number>> = {
  "write the marker before success": 5,
  "leave run-time names out of the signature": 7,
  "leave out half of the alternatives": 7,
  "trust a signature in doubt": 7,
  "trust what is behind effects": 6,
  "leave out a job that asks how others ended": 8,
  "ignore conditions": 4,
  "forget what held a need that is left out": 20261129,
  "wait only for the needs in a graph that is written once": 20261129,
};

describe("the model finds a cig that would", () => {
  const planner = new Planner();

  it.each(Object.entries(bugs) as [Bug, (typeof bugs)[Bug]][])(
    "%s",
    { timeout: 600_000 },
    async (bug, rule) => {
      const { failure } = await check({
        seed: soon[bug] ?? 1,
        histories: 4000,
        perGraph: 25,
        bug,
        rule,
        planner,
      });
      expect(failure?.violation.rule).toBe(rule);
    },
  );
});

it("what the model finds is told in the shortest story", async () => {
  const bug = "forget what held a need that is left out";
  const { failure } = await check({ seed: soon[bug]!, histories: 4000, perGraph: 25, bug });
  const story = await tellStory(await shrink(failure!, bug), bug);
  expect(story.split("\n").length).toBeLessThan(30);
  expect(story).toMatch(/^r\d+: other jobs ran: /m);
});
