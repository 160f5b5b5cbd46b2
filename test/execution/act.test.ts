import { describe, expect, it } from "vitest";
import { act, actTrace, canAct } from "./act/execute.ts";
import { renderFor } from "./render.ts";
import { scenarios } from "./scenarios.ts";
import { openWorld } from "./world.ts";

/** What act does otherwise than GitHub. */
const isOtherwise = new Map([
  ["steps and jobs that may fail do not end what follows", "act knows no continue-on-error of jobs"],
  ["a background step goes on beside the others", "act ends what a step leaves running"],
]);

/** CIG_ACT=/path/to/act npx vitest run test/execution/act.test.ts */
describe.runIf(act !== undefined)("act does what our own player of GitHub does", () => {
  it.for(scenarios)("$title", async (scenario, { skip }) => {
    if (isOtherwise.has(scenario.title)) skip(isOtherwise.get(scenario.title));
    const { toml, files, occasion, secrets, trace, isSorted } = scenario;
    const world = openWorld(await renderFor("github", toml, files), occasion, secrets);
    if (!canAct(world)) skip("needs actions from the network, or another occasion");
    const ran = actTrace(world);
    expect(isSorted ? [...ran.trace].sort() : ran.trace, ran.said).toEqual(trace);
  });
});
