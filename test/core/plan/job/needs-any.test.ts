import { describe, expect, it } from "vitest";
import { planToml } from "../fake.ts";

const step = 'steps = [{ run = "x" }]';
const plan = (...jobs: string[]) => planToml(jobs.join("\n"));
const jobsOf = async (...jobs: string[]) => {
  const { outputs, remarks } = await plan(...jobs);
  expect(remarks).toEqual([]);
  return outputs[0]!.jobs;
};

describe("needs_any", () => {
  it("orders jobs and is sorted, beside needs", async () => {
    const jobs = await jobsOf(
      `[jobs.a]\nneeds = ["z"]\nneeds_any = ["y", "x"]\n${step}`,
      `[jobs.x]\n${step}\n[jobs.y]\n${step}\n[jobs.z]\n${step}`,
    );
    expect(jobs.map(({ id }) => id)).toEqual(["x", "y", "z", "a"]);
    expect(jobs[3]).toMatchObject({ needs: ["z"], needsAny: ["x", "y"] });
  });

  it("refuses an unknown job, a job of needs, and says the nearest name", async () => {
    const { remarks } = await plan(
      `[jobs.build]\n${step}\n[jobs.test]\nneeds = ["build"]\nneeds_any = ["biuld", "build"]\n${step}`,
    );
    expect(remarks).toEqual([
      'CIG405 6: The job "test" names "build" in needs and in needs_any: it must succeed, and need not.',
      'CIG401 6: The job "test" needs "biuld", and no job is called that.',
    ]);
  });

  it("counts in circles, and a job cannot wait for itself", async () => {
    const circle = await plan(
      `[jobs.a]\nneeds_any = ["b"]\n${step}\n[jobs.b]\nneeds = ["a"]\n${step}\n[jobs.c]\nneeds_any = ["c"]\n${step}`,
    );
    expect(circle.remarks.map((each) => each.slice(0, 8))).toEqual(["CIG402 3", "CIG402 9"]);
    expect(circle.diagnostics.map(({ hint }) => hint)).toEqual([
      'Remove one of these needs, such as "b" from the needs_any of "a".',
      'Remove "c" from its own needs_any.',
    ]);
  });

  it("brings artifacts and outputs of the jobs behind it", async () => {
    const jobs = await jobsOf(
      `[jobs.arm]\noutputs = { v = "1" }\nartifacts = [{ name = "dist", paths = ["dist"] }]\n${step}`,
      `[jobs.intel]\n${step}`,
      `[jobs.ship]\nneeds_any = ["arm", "intel"]\nuses_artifacts = ["dist"]\nsteps = [{ run = "ship {{ jobs.arm.outputs.v }}" }]`,
    );
    expect(jobs[2]!.steps.map(({ kind }) => kind.case)).toEqual(["checkout", "download", "run"]);
  });

  it("implies the setup job, as needs does", async () => {
    const { outputs, remarks } = await plan(
      `[jobs.test]\nneeds_any = ["setup"]\npackages = ["ruby"]\n${step}`,
    );
    expect(outputs[0]!.jobs.map(({ id }) => id)).toEqual(["setup", "test"]);
    expect(remarks).toEqual([expect.stringContaining('CIG413 3: No job is called "setup"')]);
  });

  it("counts in the signature by what those jobs do", async () => {
    const signed = async (script: string) => {
      const jobs = await jobsOf(
        `[jobs.a]\nsteps = [{ run = "${script}" }]\n[jobs.b]\nneeds_any = ["a"]\n${step}`,
      );
      return Buffer.from(jobs[1]!.variants[0]!.signature).toString("hex");
    };
    expect(await signed("one")).not.toBe(await signed("two"));
    expect(await signed("one")).toBe(await signed("one"));
  });
});
