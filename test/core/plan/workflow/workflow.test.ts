import { describe, expect, it } from "vitest";
import { planToml, show } from "../fake.ts";

const step = 'steps = [{ run = "true" }]';
type Planned = Awaited<ReturnType<typeof planToml>>;

/** "path workflow: job(needs) …" of each output. */
const outputsOf = (run: Planned) =>
  run.outputs.map(
    ({ path, workflow, jobs }) =>
      `${path} ${workflow || "-"}: ${jobs.map(({ id, needs }) => (needs.length > 0 ? `${id}(${needs})` : id)).join(" ")}`,
  );

describe("[workflows.ID]", () => {
  it("has its own jobs, triggers, variables, rights and concurrency; the rest is the default one", async () => {
    const run = await planToml(`
env = { A = "1", B = "1" }
permissions = { contents = "read", issues = "write" }
on = { pull_request = true }
[workflows.nightly]
name = "Nightly run"
jobs = ["fuzz", "report"]
on = { schedule = [{ cron = "0 3 * * *" }], manual = { inputs.depth = { type = "number" } } }
env = { B = "2" }
permissions = { contents = "write" }
concurrency = "nightly"
[[outputs]]
provider = "github"
path = ".github/workflows/{{ workflow }}.yml"
description = "CI: {{ workflow }}"
[jobs.test]
${step}
[jobs.fuzz]
steps = [{ run = "fuzz {{ inputs.depth }}" }]
[jobs.report]
needs = ["fuzz"]
${step}`);
    expect(run.remarks).toEqual([]);
    expect(outputsOf(run)).toEqual([
      ".github/workflows/default.yml -: test",
      ".github/workflows/nightly.yml nightly: fuzz report(fuzz)",
    ]);
    const [usual, nightly] = run.outputs;
    expect(usual!.description).toBe("CI: default");
    expect(nightly!.description).toBe("CI: nightly");
    expect(usual!.triggers).toMatchObject({ pullRequest: {}, schedule: [] });
    expect(nightly!.triggers).toMatchObject({
      schedule: [{ cron: "0 3 * * *" }],
      manual: { inputs: [{ name: "depth" }] },
    });
    expect(nightly!.triggers!.pullRequest).toBeUndefined();
    expect(
      [usual, nightly].map((output) => output!.env.map(({ name, value }) => `${name}=${show(value)}`).sort()),
    ).toEqual([
      ["A=1", "B=1"],
      ["A=1", "B=2"],
    ]);
    expect([usual, nightly].map((output) => output!.permissions.map(({ scope }) => scope))).toEqual([
      ["contents", "issues"],
      ["contents"],
    ]);
    expect(show(nightly!.concurrency!.group)).toBe("nightly");
    expect(usual!.concurrency).toBeUndefined();
    expect(nightly!.jobs.map(({ workflow }) => workflow)).toEqual(["nightly", "nightly"]);
    expect(usual!.jobs[0]!.workflow).toBe("");
  });

  it("without [[outputs]] is a file of its own, called like it", async () => {
    const run = await planToml(`[workflows.nightly]\njobs = ["b"]\n[jobs.a]\n${step}\n[jobs.b]\n${step}`);
    expect(run.remarks).toEqual([]);
    expect(outputsOf(run)).toEqual([
      ".github/workflows/ci.yml -: a",
      ".github/workflows/nightly.yml nightly: b",
    ]);
    expect(run.outputs.map(({ description }) => description)).toEqual(["", "nightly"]);
  });

  it("is rendered by the output that names it, and told where none does", async () => {
    const toml = `
[workflows.nightly]
jobs = ["b"]
[workflows.release]
jobs = ["c"]
[[outputs]]
provider = "github"
path = "a.yml"
workflow = "nightly"
[jobs.a]
${step}
[jobs.b]
${step}
[jobs.c]
${step}`;
    const run = await planToml(toml);
    expect(outputsOf(run)).toEqual(["a.yml nightly: b"]);
    expect(run.remarks).toEqual([
      "CIG414 11: No output renders the jobs that no workflow names (a), so that they never run.",
      'CIG414 5: No output renders the workflow "release", so that it never runs.',
    ]);
    const all = await planToml(
      `${toml}\n[[outputs]]\nprovider = "github"\npath = "b.yml"\nworkflow = "default"\n[[outputs]]\nprovider = "github"\npath = "c.yml"\nworkflow = "release"`,
    );
    expect(all.remarks).toEqual([]);
    expect(outputsOf(all)).toEqual(["a.yml nightly: b", "b.yml -: a", "c.yml release: c"]);
  });

  it("stands with all others on one path where the output names none", async () => {
    const run = await planToml(
      `[workflows.nightly]\njobs = ["b"]\n[[outputs]]\nprovider = "github"\npath = "x.yml"\n[jobs.a]\n${step}\n[jobs.b]\n${step}`,
    );
    expect(run.remarks).toEqual([]);
    expect(outputsOf(run)).toEqual(["x.yml -: a", "x.yml nightly: b"]);
  });

  it("shares jobs with others, each with the needs, variables and signature that it has there", async () => {
    const run = await planToml(`
[workflows.one]
jobs = ["test", "lint"]
env = { A = "1" }
[workflows.two]
jobs = ["test"]
[[outputs]]
provider = "github"
path = "{{ workflow }}.yml"
[jobs.lint]
${step}
[jobs.test]
${step}`);
    expect(run.remarks).toEqual([]);
    expect(outputsOf(run)).toEqual(["one.yml one: lint test", "two.yml two: test"]);
    const [one, two] = run.outputs.map(({ jobs }) => jobs.find(({ id }) => id === "test")!);
    expect([one!.workflow, two!.workflow]).toEqual(["one", "two"]);
    expect(Buffer.from(one!.variants[0]!.signature).equals(two!.variants[0]!.signature)).toBe(false);
    expect(run.resources.filter(({ kind }) => kind.case === "job").map(({ id }) => id)).toEqual([
      "lint",
      "test",
    ]);
  });

  it("takes jobs by patterns", async () => {
    const run = await planToml(
      `[workflows.w]\njobs = ["web-*"]\n[jobs.web-a]\n${step}\n[jobs.web-b]\n${step}\n[jobs.x]\n${step}`,
    );
    expect(run.remarks).toEqual([]);
    expect(outputsOf(run)[1]).toBe(".github/workflows/w.yml w: web-a web-b");
  });

  it("cannot wait for jobs that are not in it", async () => {
    const run = await planToml(`[workflows.deploy]
jobs = ["deploy"]
[jobs.test]
needs_any = ["deploy"]
${step}
[jobs.deploy]
needs = ["test"]
${step}`);
    expect(run.remarks).toEqual([
      'CIG423 5: The job "test" of the workflow "default" needs "deploy", which is not in it: jobs of one workflow cannot wait for those of another.',
      'CIG423 8: The job "deploy" of the workflow "deploy" needs "test", which is not in it: jobs of one workflow cannot wait for those of another.',
    ]);
    expect(run.diagnostics[1]!.hint).toBe(
      'Add "test" to the jobs of [workflows.deploy] (a job can be in several), or remove the need.',
    );
  });

  it("has the job that is implied where its jobs need it", async () => {
    const run = await planToml(
      `[workflows.w]\njobs = ["b"]\n[jobs.a]\n${step}\n[jobs.b]\nneeds = ["setup"]\npackages = ["ruby"]`,
    );
    expect(outputsOf(run)).toEqual([
      ".github/workflows/ci.yml -: a",
      ".github/workflows/w.yml w: setup b(setup)",
    ]);
  });

  it("asks the questions of its own manual runs", async () => {
    const toml = (name: string) => `[workflows.one]
jobs = ["a"]
on = { manual = { inputs.x = {} } }
[workflows.two]
jobs = ["a", "b"]
on = { manual = { inputs.y = {} } }
[jobs.a]
steps = [{ run = "{{ inputs.x }} {{ inputs.y }}" }]
[jobs.b]
steps = [{ run = "{{ inputs.${name} }}" }]`;
    expect((await planToml(toml("y"))).remarks).toEqual([]);
    expect((await planToml(toml("x"))).remarks).toEqual(['CIG107 11: There is no input "x".']);
  });

  it("tells unknown jobs, unknown and empty workflows, and what nothing starts", async () => {
    const run = await planToml(`[workflows.one]
jobs = ["tset", "no-*", "test"]
on = { push = false }
[[outputs]]
provider = "github"
path = "a.yml"
workflow = "noe"
[[outputs]]
provider = "github"
path = "b.yml"
workflow = "default"
[[outputs]]
provider = "github"
path = "c.yml"
workflow = "one"
[jobs.test]
${step}`);
    expect(run.remarks).toEqual([
      'CIG424 3: No job is called "tset", so that it cannot be in this workflow.',
      'CIG424 3: No job fits "no-*".',
      'CIG424 8: There is no workflow "noe".',
      'CIG424 12: The workflow "default" has no job.',
      "CIG104 4: Nothing starts the workflow, so that it would never run.",
    ]);
    expect(run.diagnostics[2]!.hint).toBe('Did you mean "one"?');
  });

  it("refuses two files of one path", async () => {
    const run = await planToml(`[workflows.a]
jobs = ["x"]
[[outputs]]
provider = "github"
path = "ci/{{ workflow }}.yml"
[[outputs]]
provider = "github"
path = "ci/A.yml"
workflow = "a"
[jobs.x]
${step}`);
    expect(run.remarks).toEqual([
      'CIG502 9: Two outputs are written to "ci/A.yml", one of them as "ci/a.yml".',
    ]);
  });

  it("is overlaid by a profile", async () => {
    const toml = `[workflows.w]\njobs = ["a"]\n[jobs.a]\n${step}\n[jobs.b]\n${step}\n[profiles.p.workflows.w]\njobs = ["a", "b"]\non = ["manual"]`;
    const run = await planToml(toml, { profile: "p" });
    expect(run.remarks).toEqual([]);
    expect(outputsOf(run)).toEqual([".github/workflows/w.yml w: a b"]);
    expect(run.outputs[0]!.triggers!.manual).toBeDefined();
  });
});

describe("stages", () => {
  const jobs = `
[jobs.unit]
stage = "test"
${step}
[jobs.lint]
stage = "test"
${step}
[jobs.ship]
stage = "deploy"
${step}
[jobs.free]
${step}
`;

  it("make jobs wait for all of the nearest earlier stage that has any", async () => {
    const run = await planToml(`stages = ["test", "empty", "deploy"]${jobs}`);
    expect(run.remarks).toEqual([]);
    expect(outputsOf(run)).toEqual([".github/workflows/ci.yml -: free lint unit ship(lint,unit)"]);
    expect(run.outputs[0]!.stages).toEqual(["test", "empty", "deploy"]);
  });

  it("are for display only where no order is stated", async () => {
    const run = await planToml(jobs);
    expect(outputsOf(run)).toEqual([".github/workflows/ci.yml -: free lint ship unit"]);
    expect(run.outputs[0]!.stages).toEqual([]);
  });

  it("count beside needs, and leave alone what is in needs_any", async () => {
    const run = await planToml(
      `stages = ["test", "deploy"]${jobs}[jobs.any]\nstage = "deploy"\nneeds = ["free"]\nneeds_any = ["unit"]\n${step}`,
    );
    expect(run.remarks).toEqual([]);
    const any = run.outputs[0]!.jobs.find(({ id }) => id === "any")!;
    expect([any.needs, any.needsAny]).toEqual([["free", "lint"], ["unit"]]);
  });

  it("need not be waited for again behind a job of the same stage, unless somebody asks what failed", async () => {
    const run = await planToml(`stages = ["test", "deploy"]${jobs}
[jobs.behind]
stage = "deploy"
needs = ["ship"]
${step}
[jobs.alarm]
stage = "deploy"
needs = ["ship"]
if = "failure()"
${step}
[jobs.after-alarm]
stage = "deploy"
needs = ["alarm"]
${step}
`);
    const needs = Object.fromEntries(run.outputs[0]!.jobs.map(({ id, needs }) => [id, needs]));
    expect(needs.behind).toEqual(["ship"]);
    expect(needs.alarm).toEqual(["lint", "ship", "unit"]);
    expect(needs["after-alarm"]).toEqual(["alarm", "lint", "unit"]);
  });

  it("are told when they are unknown, and when a need leads into a later one", async () => {
    const run = await planToml(`stages = ["test", "deploy"]
[jobs.a]
stage = "tests"
${step}
[jobs.b]
stage = "test"
needs = ["c"]
${step}
[jobs.c]
stage = "deploy"
${step}`);
    expect(run.remarks).toEqual([
      'CIG425 4: The job "a" is of the stage "tests", which "stages" does not name.',
      'CIG425 8: The job "b" of the stage "test" needs "c" of the later stage "deploy", so that each would wait for the other.',
    ]);
    expect(run.diagnostics[0]!.hint).toBe('Did you mean "test"?');
  });

  it("are a workflow's own where it has some", async () => {
    const run = await planToml(
      `stages = ["test", "deploy"]\n[workflows.w]\njobs = ["unit", "ship"]\nstages = ["deploy", "test"]${jobs}`,
    );
    expect(run.remarks).toEqual([]);
    expect(outputsOf(run)).toEqual([
      ".github/workflows/ci.yml -: free lint",
      ".github/workflows/w.yml w: ship unit(ship)",
    ]);
  });
});
