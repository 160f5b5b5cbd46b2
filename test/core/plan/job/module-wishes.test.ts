import { describe, expect, it } from "vitest";
import { type FakePlugin, github, planToml } from "../fake.ts";

/** A module that publishes and looks at the history. */
const publisher: FakePlugin = {
  manifest: { name: "acme/publish", version: "1.0.0", hooks: ["plan"] },
  answer: ({ uses }) => ({
    resources: uses.map((use) => ({
      kind: {
        case: "expansion",
        value: {
          use: use.id,
          steps: [{ kind: { case: "run", value: { script: "publish" } } }],
          effects: true,
          wholeHistory: true,
        },
      },
    })),
  }),
};

async function planned(lines: string, steps = '[{ uses = "acme/publish" }]') {
  const toml = `[jobs.publish]\n${lines}\nsteps = ${steps}\n`;
  const { outputs, remarks } = await planToml(toml, { plugins: [github, publisher] });
  const job = outputs[0]!.jobs[0]!;
  const depths = job.steps.flatMap(({ kind }) => (kind.case === "checkout" ? [kind.value.depth] : []));
  return { effects: job.effects, depths, remarks };
}

describe("a module that changes the world and looks at the history", () => {
  it("gives its job effects and the whole history", async () => {
    expect(await planned("")).toEqual({ effects: true, depths: [0], remarks: [] });
  });

  it("keeps what else the checkout says", async () => {
    expect(await planned("checkout = { lfs = true }")).toEqual({ effects: true, depths: [0], remarks: [] });
  });

  it("leaves the last word to cig.toml", async () => {
    const { effects, depths } = await planned("effects = false\ncheckout = { depth = 0 }");
    expect(effects).toBe(false);
    expect(depths).toEqual([0]);
  });

  it("says where a depth is not enough, and keeps it", async () => {
    expect(await planned("checkout = { depth = 20 }")).toEqual({
      effects: true,
      depths: [20],
      remarks: [
        'CIG428 4: A module of the job "publish" looks at the whole history, and the job has the last 20 commits.',
      ],
    });
  });

  it("reads the depth of a checkout that is a step", async () => {
    const steps = '[{ checkout = { depth = 1 } }, { uses = "acme/publish" }]';
    const { depths, remarks } = await planned("", steps);
    expect(depths).toEqual([1]);
    expect(remarks).toEqual([
      'CIG428 4: A module of the job "publish" looks at the whole history, and the job has the last commit.',
    ]);
  });

  it("says where there is no checkout", async () => {
    const { remarks } = await planned("checkout = false");
    expect(remarks).toEqual([
      'CIG428 4: A module of the job "publish" looks at the whole history, and the job has no checkout.',
    ]);
  });
});
