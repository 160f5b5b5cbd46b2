import { create, githubLabel, JobSchema } from "cig/sdk";
import { describe, expect, it } from "vitest";

const label = (runsOn: string | readonly string[], id = "batch") => {
  const text = (value: string) => ({ kind: { case: "text" as const, value } });
  const value =
    typeof runsOn === "string"
      ? text(runsOn)
      : { kind: { case: "list" as const, value: { items: runsOn.map(text) } } };
  const options = { entries: [{ key: "runs-on", value }] };
  const runner = { id, os: "linux", providerOptions: [{ provider: "github", options }] };
  return githubLabel(create(JobSchema, { id: "test", runner }), undefined);
};

describe("what a job runs on at GitHub", () => {
  it("is the first of the labels that the runner gives, and self-hosted where that is among them", () => {
    expect(label("large")).toBe("large");
    expect(label(["large", "gpu"])).toBe("large");
    expect(label(["large", "self-hosted"])).toBe("self-hosted");
  });

  it("is the runner itself where the machine is started for this run, under a label that no other has", () => {
    const own = "batch-test-${{ github.run_id }}-${{ github.run_attempt }}";
    expect(label(own)).toBe("batch");
    expect(label([own, "gpu"])).toBe("batch");
  });

  it("is not known where only the run knows it", () => {
    expect(label("${{ vars.RUNNER }}")).toBe(undefined);
  });
});
