import { beforeAll, describe, expect, it } from "vitest";
import type { Job } from "../../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { type Bundled, openBundled, renderToml } from "../../../in-process.ts";

let bundled: Bundled;
beforeAll(async () => {
  bundled = await openBundled();
});

const runners = `version = "0.2"
[project]
name = "shop"
[runners.batch]
uses = "runners/aws-batch"
with = { queue = "ci", definition = "ci-runner:3", region = "eu-central-1" }
`;

async function planned(toml: string) {
  const { plan, diagnostics } = await renderToml(bundled, `${runners}${toml}`, { Makefile: "all:\n" });
  const told = diagnostics.map(({ code, level, message }) => `${level} ${code} ${message}`);
  return { jobs: plan?.outputs[0]?.jobs ?? [], told, plan: plan! };
}

const brief = (jobs: readonly Job[]) =>
  jobs.map(({ id, needs, launches }) => `${id} <- ${needs.join(" ")}${launches && ` for ${launches}`}`);

describe("launching jobs", () => {
  it("stand before the jobs on launched machines, wait for the same, and have the same variants", async () => {
    const { jobs, told } = await planned(`
[jobs.build]
steps = [{ run = "make" }]
[jobs.test]
needs = ["build"]
runner = "batch"
matrix = { size = ["s", "l"] }
if = "git.branch == 'main'"
parallelism = 2
steps = [{ run = "make test SIZE={{ matrix.size }}" }]
[jobs.ship]
needs = ["test"]
steps = [{ run = "make ship" }]
`);
    expect(told.filter((each) => each.startsWith("error"))).toEqual([]);
    expect(brief(jobs)).toEqual([
      "build <- ",
      "launch-test <- build for test",
      "test <- build launch-test",
      "ship <- test",
    ]);
    const [, launch, test] = jobs;
    expect(launch!.variants.map(({ id }) => id)).toEqual(["launch-test-sizel", "launch-test-sizes"]);
    expect(launch!.parallelism).toBe(2);
    expect(launch!.condition).toEqual(test!.condition);
    expect(launch!.runner).toMatchObject({ id: "", os: "linux", arch: "amd64" });
  });

  it("ask the person whom their job would ask", async () => {
    const { jobs } = await planned(`
[jobs.ship]
runner = "batch"
approval = "Ship it?"
steps = [{ run = "make ship" }]
`);
    expect(jobs.map(({ id, approval }) => [id, approval !== undefined])).toEqual([
      ["launch-ship", true],
      ["ship", false],
    ]);
  });

  it("have a name that no job has", async () => {
    const { jobs } = await planned(`
[jobs.launch-test]
steps = [{ run = "make" }]
[jobs.test]
runner = "batch"
steps = [{ run = "make test" }]
`);
    expect(brief(jobs)).toEqual(["launch-test <- ", "launch-test-2 <-  for test", "test <- launch-test-2"]);
  });

  it("run where launcher says, as does what needs no machine of its own", async () => {
    const { jobs, plan } = await planned(
      `
[runners.batch2]
uses = "runners/aws-batch"
with = { queue = "ci", definition = "ci-runner:3", region = "eu-central-1" }
launcher = "small"
[runners.small]
github = { runs-on = "tiny" }
[jobs.test]
runner = "batch2"
steps = [{ run = "make" }]
[jobs.sign]
runner = "batch2"
approval = true
checkout = false
[gate]
name = "all"
`.replace("[project]\n", ""),
    );
    expect(jobs.map(({ id, runner }) => [id, runner?.id])).toEqual([
      ["sign", "small"],
      ["launch-test", "small"],
      ["test", "batch2"],
    ]);
    expect(plan.outputs[0]!.gate?.runner?.id).toBe("small");
  });

  it("let the gate and the job that decides run on the launcher, where all runs on launched machines", async () => {
    const { plan, diagnostics } = await renderToml(
      bundled,
      `${runners.replace('name = "shop"', 'name = "shop"\ndefault_runner = "batch"')}launcher = "small"
[runners.small]
github = { runs-on = "tiny" }
[jobs.test]
skip_if = { paths_unmodified = ["Makefile"] }
steps = [{ run = "make" }]
`,
      { Makefile: "all:\n" },
    );
    expect(diagnostics.filter(({ level }) => level !== "info")).toEqual([]);
    const [output] = plan!.outputs;
    expect([output!.skipping?.runner?.id, output!.gate?.runner?.id]).toEqual(["small", "small"]);
  });

  it("are no work: neither signatures nor resources know of them", async () => {
    const job = '[jobs.test]\nrunner = "batch"\nsteps = [{ run = "make" }]\n';
    const { plan, jobs } = await planned(job);
    expect(plan.works.get("")!.map((work) => work.job.id)).toEqual(["test"]);
    expect(plan.resources.filter(({ kind }) => kind.case === "job").map(({ id }) => id)).toEqual(["test"]);
    expect(jobs[1]!.variants[0]!.signature).toEqual(plan.works.get("")![0]!.job.variants[0]!.signature);
  });

  it("make a machine that has more another work, and another queue none", async () => {
    const signature = async (given: string) => {
      const toml = `${runners.replace('queue = "ci"', given)}[jobs.test]\nrunner = "batch"\nsteps = [{ run = "make" }]\n`;
      const { plan } = await renderToml(bundled, toml, { Makefile: "all:\n" });
      return Buffer.from(plan!.outputs[0]!.jobs.at(-1)!.variants[0]!.signature).toString("hex");
    };
    const usual = await signature('queue = "ci"');
    expect(await signature('queue = "other"')).toBe(usual);
    expect(await signature('queue = "ci", vcpus = 8')).not.toBe(usual);
  });

  it.each([
    ["if", 'if = "always()"', "it runs although others have failed"],
    ["retry", "retry = 2", "each machine does one job"],
    ["concurrency", 'concurrency = "one"', "its machine would stand idle while it waits for its turn"],
    [
      "max_parallel",
      'matrix = { a = ["1", "2"], max_parallel = 1 }',
      "with max_parallel its machines would stand idle",
    ],
    ["two askers", 'approval = true\nenvironment = "live"', "who agrees is asked before its machine starts"],
  ])("refuse %s", async (_, line, why) => {
    const { told } = await planned(`[jobs.test]\nrunner = "batch"\n${line}\nsteps = [{ run = "make" }]\n`);
    const errors = told.filter((each) => each.startsWith("error"));
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain(`CIG429 No machine of "batch" can be launched for "test": ${why}`);
  });

  it("refuse a matrix of which some variants run on launched machines", async () => {
    const { told } = await planned(`[jobs.test]
matrix = { on = ["batch", "ubuntu-24.04"] }
runner = "{{ matrix.on }}"
steps = [{ run = "make" }]
`);
    expect(told.filter((each) => each.startsWith("error"))).toEqual([
      expect.stringContaining('CIG429 No machine of "batch" can be launched for "test": its matrix says'),
    ]);
  });

  it.each([
    [
      "is not there",
      'launcher = "smal"',
      "",
      'error CIG412 There is no runner "smal" to launch machines from.',
    ],
    [
      "is launched itself",
      'launcher = "batch"',
      "",
      'error CIG429 Machines of "batch" have to be launched themselves',
    ],
    [
      "launches nothing",
      "",
      '[runners.own]\nlauncher = "small"\ngithub = { runs-on = "x" }',
      'warning CIG414 The runner "own" names no plugin',
    ],
  ])("tell of a launcher that %s", async (_, line, more, message) => {
    const { told } = await planned(`${line}
${more}
[runners.small]
github = { runs-on = "tiny" }
[jobs.test]
runner = "batch"
steps = [{ run = "make" }]
[jobs.a]
runner = "small"
steps = [{ run = "make" }]
`);
    expect(told).toEqual(expect.arrayContaining([expect.stringContaining(message)]));
  });
});
