import { join } from "node:path";
import { expect, it } from "vitest";
import { write } from "../../execution/world.ts";
import { openPlace } from "../place.ts";
import { everything } from "../scenarios/scenario.ts";
import { circleci } from "./adapter.ts";

it("where CircleCI refuses what is left, everything runs as the committed file says", () => {
  const place = openPlace(circleci);
  try {
    place.run();
    write(join(place.store, "refuses"), "left out: lint");
    const refused = place.run();
    expect([...refused.trace].sort(), refused.said.cig).toEqual(everything);
    expect(refused.said.cig).toContain("Goes on with .circleci/cig/config.yml, where everything runs.");
    expect(refused.jobs.gate).toBe("success");
  } finally {
    place.remove();
  }
});
