import { describe, expect, it } from "vitest";
import { waitsFor } from "../../../core/verdict/waits-for.ts";
import { job } from "./work.ts";

const told = (jobs: Parameters<typeof waitsFor>[0]) => Object.fromEntries(waitsFor(jobs));

describe("a graph that is written once", () => {
  it("makes a job wait for what is behind needs that may be left out", () => {
    expect(
      told([
        job("build"),
        job("lint", { needs: ["build"] }),
        job("test", { needs: ["lint"] }),
        job("deploy", { needs: ["build", "test"], effects: true }),
        job("page", { needs: ["deploy"] }),
      ]),
    ).toEqual({ test: ["build"], deploy: ["lint"] });
  });

  it("looks no further than a job that always runs", () => {
    expect(
      told([
        job("build"),
        job("approve", { needs: ["build"], effects: true }),
        job("collect", { needs: ["build"], asksStatus: true }),
        job("plain", { needs: ["build"], alwaysRuns: true }),
        job("end", { needs: ["approve", "collect", "plain"] }),
      ]),
    ).toEqual({});
  });

  it("looks behind a job whose condition the run decides", () => {
    expect(
      told([
        job("build"),
        job("beta", { needs: ["build"], condition: { holds: "unknown", on: ["git.branch"] } }),
        job("end", { needs: ["beta"] }),
      ]),
    ).toEqual({ end: ["build"] });
  });

  it("does not look behind alternatives, which are only left out with all before them", () => {
    expect(
      told([
        job("base"),
        job("own"),
        job("left", { needs: ["base"] }),
        job("right", { needs: ["base"] }),
        job("any", { needs: ["own"], needsAny: ["left", "right"] }),
        job("end", { needs: ["any"] }),
      ]),
    ).toEqual({ end: ["own"] });
  });
});
