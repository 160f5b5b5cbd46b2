import { describe, expect, it } from "vitest";
import { printCondition } from "../../../../../core/config/expressions.ts";
import { CacheMode, ReportKind, ShardBy } from "../../../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { planToml, show } from "../../fake.ts";

const run = 'steps = [{ run = "x" }]';
const paths = ["spec/a_spec.rb", "spec/b_spec.rb", "spec/c_spec.rb", "cig.toml"];
const planned = (toml: string) => planToml(toml, { paths });
const jobsOf = async (toml: string) => {
  const { outputs, remarks } = await planned(toml);
  expect(remarks).toEqual([]);
  return outputs[0]!.jobs;
};

describe("parallelism and shard", () => {
  it("tell every copy which one it is", async () => {
    const [job] = await jobsOf(
      '[jobs.test]\nparallelism = 3\nsteps = [{ run = "t {{ shard.index }} {{ shard.number }} {{ shard.total }}" }]',
    );
    expect(job!.parallelism).toBe(3);
    expect(job!.env.map(({ name, value }) => `${name}=${show(value)}`)).toEqual([
      "CIG_SHARD_INDEX={{ shard.index }}",
      "CIG_SHARD_TOTAL={{ shard.total }}",
    ]);
    const script = job!.steps[1]!;
    expect(script.kind.value).toMatchObject({
      script: 't "${CIG_SHARD_INDEX}" "${CIG_SHARD_NUMBER}" "${CIG_SHARD_TOTAL}"',
    });
    expect(script.env.map(({ name, value }) => `${name}=${show(value)}`)).toEqual([
      "CIG_SHARD_NUMBER={{ shard.number }}",
    ]);
  });

  it("choose the files behind packages and before the author's steps", async () => {
    const [job] = await jobsOf(
      '[jobs.test]\nparallelism = 2\npackages = ["ruby"]\nshard = { files = ["spec/**/*_spec.rb"], by = "size" }\nsteps = [{ run = "x" }]\nartifacts = ["log"]',
    );
    expect(job!.steps.map(({ kind }) => kind.case)).toEqual(["checkout", "run", "shard", "run", "upload"]);
    expect(job!.steps[2]!.kind.value).toMatchObject({ files: ["spec/**/*_spec.rb"], by: ShardBy.SIZE });
    expect(show(job!.env.find(({ name }) => name === "SHARD_FILES")!.value)).toBe(
      "{{ runner.temp }}/cig-shard-files",
    );
  });

  it("multiply with a matrix", async () => {
    const [job] = await jobsOf(`[jobs.test]\nmatrix = { ruby = ["3.2", "3.3"] }\nparallelism = 4\n${run}`);
    expect([job!.variants.length, job!.parallelism]).toEqual([2, 4]);
  });

  it("share by name unless somebody says how, and nothing without copies", async () => {
    const [job] = await jobsOf(`[jobs.test]\nparallelism = 2\nshard.files = ["spec/*"]\n${run}`);
    expect(job!.steps[1]!.kind.value).toMatchObject({ by: ShardBy.NAME });
    const { remarks } = await planned(`[jobs.test]\nshard.files = ["spec/*"]\n${run}`);
    expect(remarks).toEqual([
      'CIG105 3: The job "test" has shard and no parallelism, so that nobody shares the files.',
    ]);
  });

  it("warn of copies without a file, and of patterns without one", async () => {
    const { remarks } = await planned(
      `[jobs.test]\nparallelism = 5\nshard.files = ["spec/*", "test/*"]\n${run}`,
    );
    expect(remarks).toEqual([
      'CIG406 4: "test/*" matches no file of the repository.',
      "CIG414 3: 5 copies share 3 files.",
    ]);
  });

  it("leave no name of theirs to the author", async () => {
    const { remarks } = await planned(
      `[jobs.test]\nparallelism = 2\nshard.files = ["spec/*"]\nenv = { SHARD_FILES = "x" }\n${run}`,
    );
    expect(remarks).toEqual([
      'CIG405 5: "SHARD_FILES" is the file with the share of a copy, because the job has shard.',
    ]);
  });

  it("are unknown to a job without copies, and to what is read before there are any", async () => {
    const { remarks } = await planned(`[jobs.a]
if = "shard.index == '0'"
parallelism = 2
${run}
[jobs.b]
steps = [{ run = "x {{ shard.index }}" }]`);
    expect(remarks).toEqual([
      "CIG408 3: This is read before there are copies of the job, so that it cannot know shard.index.",
      "CIG107 7: This job has no copies, and so no shard.index.",
    ]);
  });
});

describe("reports", () => {
  it("come last and whatever came of the steps", async () => {
    const [job] = await jobsOf(`[jobs.test]
reports = [{ junit = "r/*.xml", name = "Unit" }, { coverage = ["a", "b"], format = "lcov" }]
artifacts = ["log"]
${run}`);
    expect(job!.steps.map(({ kind }) => kind.case)).toEqual([
      "checkout",
      "run",
      "upload",
      "report",
      "report",
    ]);
    expect(job!.steps[3]!.kind.value).toMatchObject({
      kind: ReportKind.JUNIT,
      paths: ["r/*.xml"],
      name: "Unit",
      format: "",
    });
    expect(job!.steps[4]!.kind.value).toMatchObject({
      kind: ReportKind.COVERAGE,
      paths: ["a", "b"],
      format: "lcov",
    });
    expect(printCondition(job!.steps[3]!.condition!)).toBe("always()");
  });

  it("stand in place as a step, with the step's own condition", async () => {
    const [job] = await jobsOf(
      `[jobs.test]\nsteps = [{ report = { summary = "s.md" }, if = "git.tag == ''" }, { run = "x" }]`,
    );
    expect(job!.steps.map(({ kind }) => kind.case)).toEqual(["checkout", "report", "run"]);
    expect(printCondition(job!.steps[1]!.condition!)).toBe('always() && git.tag == ""');
  });

  it("name paths that are known before the run", async () => {
    const { remarks } = await planned(`[jobs.test]\nreports = [{ junit = "{{ git.sha }}.xml" }]\n${run}`);
    expect(remarks).toEqual([
      "CIG408 3: This must be known before the run, and has a value that only the run knows.",
    ]);
  });
});

describe("persist", () => {
  const four = `[jobs.build]\npersist = ["dist", "out/{{ git.sha }}"]\n${run}
[jobs.gen]\nneeds = ["build"]\npersist = ["gen"]\n${run}
[jobs.ask]\nneeds = ["gen"]\napproval = true
[jobs.ship]\nneeds_any = ["ask"]\ncheckout = false\n${run}
[jobs.lint]\n${run}`;

  it("keeps files at the end of the job", async () => {
    const jobs = await jobsOf(four);
    const build = jobs.find(({ id }) => id === "build")!;
    expect(build.steps.at(-1)!.kind).toMatchObject({
      case: "upload",
      value: { name: "workspace-build", paths: ["dist"], workspace: true },
    });
    expect(show((build.steps.at(-1)!.kind.value as unknown as { pathTexts: never[] }).pathTexts[0])).toBe(
      "out/{{ git.sha }}",
    );
  });

  it("gives them to every job behind, in the order of the jobs, and to no other", async () => {
    const jobs = await jobsOf(four);
    const got = jobs.map(({ id, steps }) => [
      id,
      steps.flatMap(({ kind }) =>
        kind.case === "download" ? `${kind.value.name} ${kind.value.workspace}` : [],
      ),
    ]);
    expect(Object.fromEntries(got)).toEqual({
      ask: [],
      build: [],
      gen: ["workspace-build true"],
      lint: [],
      ship: ["workspace-build true", "workspace-gen true"],
    });
    const gen = jobs.find(({ id }) => id === "gen")!;
    expect(gen.steps.map(({ kind }) => kind.case)).toEqual(["checkout", "download", "run", "upload"]);
    expect(jobs.find(({ id }) => id === "ask")!.steps).toEqual([]);
  });

  it("refuses what lies outside the sources, and a taken name", async () => {
    const { remarks } = await planned(`[jobs.build]
working_directory = "app"
persist = ["~/x", "../ok", "../../no", "/tmp"]
artifacts = [{ name = "workspace-build", paths = ["a"] }]
steps = [{ run = "mkdir app" }]`);
    const outside = (path: string) =>
      `CIG104 4: "${path}" lies outside the sources, where it cannot be put back for other jobs.`;
    expect(remarks.filter((each) => !each.startsWith("CIG418"))).toEqual([
      outside("~/x"),
      outside("../../no"),
      outside("/tmp"),
      'CIG405 5: "workspace-build" is the name under which "build" keeps what it persists.',
    ]);
  });
});

describe("a cache that belongs to a job", () => {
  const cache = '[caches.gems]\npaths = ["vendor"]\nkey_parts = ["v1"]\njob = "test"\n';

  it("has the job in its name, is saved by it alone and restored by others", async () => {
    const toml = `${cache}[jobs.test]\nsteps = [{ cache = "gems" }]\n[jobs.lint]\nsteps = [{ cache = "gems" }]`;
    const { outputs, remarks } = await planned(toml);
    expect(remarks).toEqual([]);
    const [{ jobs, caches }] = outputs as [(typeof outputs)[0]];
    expect(caches.map(({ id, name }) => [id, name])).toEqual([["gems", "gems-test"]]);
    const modes = jobs.map(({ id, steps }) => [id, (steps[1]!.kind.value as { mode: CacheMode }).mode]);
    expect(modes).toEqual([
      ["lint", CacheMode.RESTORE],
      ["test", CacheMode.RESTORE_AND_SAVE],
    ]);
  });

  it("is saved by no other, and belongs to a job that exists", async () => {
    const { remarks } = await planned(
      `${cache}[jobs.tets]\nsteps = [{ restore = "gems" }, { save = "gems" }]`,
    );
    expect(remarks).toEqual([
      'CIG401 5: The cache "gems" belongs to "test", and no job is called that.',
      'CIG104 7: The cache "gems" belongs to the job "test", which alone saves it.',
    ]);
  });
});
