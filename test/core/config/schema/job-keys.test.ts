import { describe, expect, it } from "vitest";
import { schemaOf, toldOfJob } from "../told.ts";

const jobOf = (lines: string) => schemaOf(`[jobs.test]\n${lines}`).schema.jobs!.test!;

describe("the keys of a job", () => {
  it("carries what it waits for, how it fails, shares and reports", () => {
    expect(
      jobOf(`
needs_any = ["a", "b"]
retry = { max = 2, on = ["failure", "runner_lost", "timeout", 137] }
parallelism = 4
shard = { files = ["spec/**/*_spec.rb", "!spec/slow/**"], by = "timings" }
approval = { message = "Deploy {{ git.sha }}?", approvers = ["ops", "sre"] }
reports = [
  { junit = "reports/*.xml", name = "Tests" }, { coverage = ["a.info", "b.info"], format = "lcov" },
  { summary = "out.md" }, { annotations = "lint.txt" },
]
oidc = { audience = "sts.amazonaws.com", env = "TOKEN" }
persist = ["dist", "node_modules/"]
on = { push = { branches = ["main"], tags = ["v*"] }, pull_request = ["main"], schedule = true }
image = { name = "r.example.com/ci:1", credentials = { username = "ci", password = "{{ secrets.R }}" } }
services = { db = { image = "r.example.com/db:1", credentials = { username = "ci", password = "{{ secrets.R }}" } } }
`),
    ).toEqual({
      needs_any: ["a", "b"],
      retry: { max: 2, on: ["failure", "runner_lost", "timeout", 137] },
      parallelism: 4,
      shard: { files: ["spec/**/*_spec.rb", "!spec/slow/**"], by: "timings" },
      approval: { message: "Deploy {{ git.sha }}?", approvers: ["ops", "sre"] },
      reports: [
        { junit: "reports/*.xml", name: "Tests" },
        { coverage: ["a.info", "b.info"], format: "lcov" },
        { summary: "out.md" },
        { annotations: "lint.txt" },
      ],
      oidc: { audience: "sts.amazonaws.com", env: "TOKEN" },
      persist: ["dist", "node_modules/"],
      on: { push: { branches: ["main"], tags: ["v*"] }, pull_request: ["main"], schedule: true },
      image: { name: "r.example.com/ci:1", credentials: { username: "ci", password: "{{ secrets.R }}" } },
      services: {
        db: { image: "r.example.com/db:1", credentials: { username: "ci", password: "{{ secrets.R }}" } },
      },
    });
  });

  it.each([
    "retry = 10",
    "approval = true",
    "approval = false",
    'approval = "Ship it?"',
    "oidc = true",
    "parallelism = 500",
    'on = ["push", "tag", "schedule"]',
    "on = { tag = true, manual = true, push = false }",
    'on.push.branches = ["**", "!wip/**"]',
  ])("takes %s", (line) => {
    expect(toldOfJob(line)).toEqual([]);
  });

  it.each([
    [
      "retry = 0",
      '1:9 CIG104 "jobs.test.retry" must be at least 1: leave retry out for none, but it is the number 0.',
    ],
    [
      "retry = 11",
      '1:9 CIG104 "jobs.test.retry" must be at most 10: what fails more often than that should be mended, but it is the number 11.',
    ],
    [
      'retry = { on = ["timeout"] }',
      '1:1 CIG105 "jobs.test.retry" needs the key "max". | Add max = …: a whole number of further tries.',
    ],
    [
      "retry = { max = 1, on = [0] }",
      '1:26 CIG104 "jobs.test.retry.on[0]" must be an exit status from 1 to 255: 0 is success, but it is the number 0.',
    ],
    [
      "retry = { max = 1, on = [256] }",
      '1:26 CIG104 "jobs.test.retry.on[0]" must be an exit status from 1 to 255, but it is the number 256.',
    ],
    [
      'retry = { max = 1, on = ["timeut"] }',
      '1:26 CIG104 "jobs.test.retry.on[0]" must be "failure", "runner_lost", "timeout" or an exit status such as 137, but it is the text "timeut". | Did you mean "timeout"?',
    ],
    [
      "retry = { max = 1, on = [137, 137] }",
      '1:31 CIG405 The cause "137" is listed twice. | Remove one of the two.',
    ],
    [
      "retry = { max = 1, on = [] }",
      '1:25 CIG104 "jobs.test.retry.on" must be a list of at least one cause, but it is an empty list.',
    ],
    [
      "parallelism = 1",
      '1:15 CIG104 "jobs.test.parallelism" must be at least 2: leave parallelism out for one, but it is the number 1.',
    ],
    [
      "parallelism = 501",
      '1:15 CIG104 "jobs.test.parallelism" must be at most 500, but it is the number 501.',
    ],
    [
      'shard = { by = "name" }',
      '1:1 CIG105 "jobs.test.shard" needs the key "files". | Add files = …: a list of patterns, such as ["app/**"].',
    ],
    [
      'shard = { files = ["a"], by = "times" }',
      '1:31 CIG104 "jobs.test.shard.by" must be "name", "size" or "timings", but it is the text "times".',
    ],
    ['needs_any = ["a", "a"]', '1:19 CIG405 The job "a" is listed twice. | Remove one of the two.'],
    [
      "needs_any = []",
      '1:13 CIG104 "jobs.test.needs_any" must be a list of at least one job, but it is an empty list.',
    ],
    [
      "approval = { approvers = [] }",
      '1:26 CIG104 "jobs.test.approval.approvers" must be a list of at least one person or team, but it is an empty list.',
    ],
    [
      'reports = [{ name = "x" }]',
      '1:12 CIG104 This report does not say what it holds. | Give it one of junit, coverage, summary, annotations, such as junit = "reports/*.xml".',
    ],
    [
      'reports = [{ junit = "a.xml", coverage = "b.xml" }]',
      '1:31 CIG104 A report holds one thing, and this one has both "junit" and "coverage". | Make two reports of it.',
    ],
    [
      'reports = [{ junit = "a.xml", format = "lcov" }]',
      '1:31 CIG104 "format" is the form of a coverage, and this report holds "junit". | Remove it.',
    ],
    [
      'reports = [{ junti = "a.xml" }]',
      '1:14 CIG103 "jobs.test.reports[0]" has no key "junti". | Did you mean "junit"?',
    ],
    [
      'oidc = { env = "MY-TOKEN" }',
      '1:16 CIG104 "jobs.test.oidc.env" must be a name of letters, digits and _ that does not begin with a digit, but it is the text "MY-TOKEN".',
    ],
    ['persist = ["dist", "dist"]', '1:20 CIG405 The path "dist" is listed twice. | Remove one of the two.'],
    [
      'on = ["puhs"]',
      '1:7 CIG104 "jobs.test.on[0]" must be one of "push", "pull_request", "merge_queue", "schedule", "manual", "release", "tag", but it is the text "puhs". | Did you mean "push"?',
    ],
    [
      'on = { push = { paths = ["src/**"] } }',
      '1:17 CIG103 "jobs.test.on.push" has no key "paths". | Write skip_if = { paths_unmodified = ["…"] } on the job, or move it to a workflow of its own: [workflows.ID] with on.push.paths.',
    ],
    [
      'on.pull_request.types = ["opened"]',
      '1:17 CIG103 "jobs.test.on.pull_request" has no key "types". | Write it in [on], for all jobs, or move this one to a workflow: [workflows.ID] with on.pull_request.types.',
    ],
    [
      'on.release = { types = ["published"] }',
      '1:4 CIG104 "jobs.test.on.release" must be true or false, but it is a table. | Write it in [on], for all jobs, or move this one to a workflow: [workflows.ID] with on.release.types.',
    ],
    [
      'on.push.path = ["src"]',
      '1:9 CIG103 "jobs.test.on.push" has no key "path". | Known keys: branches, branches_ignore, tags.',
    ],
    [
      "on = { push = false }",
      "1:1 CIG104 No event is left on which this job runs. | Name one, such as push = true, or remove on: then the job runs whenever its workflow does.",
    ],
    [
      'on = { push = ["!main"] }',
      '1:15 CIG104 These patterns only take away, so that no branch is left. | Write branches_ignore, or begin with "**".',
    ],
    [
      'on = { tag = ["v[1"] }',
      '1:15 CIG104 The pattern "v[1" can fit no tag: a "[" is not closed, or what it holds is no plain range. | Write patterns such as "main", "release/**" or "v*".',
    ],
    [
      'on = { tag = ["v[9-1]"] }',
      '1:15 CIG104 The pattern "v[9-1]" can fit no tag: the range in its brackets runs backwards. | Write patterns such as "main", "release/**" or "v*".',
    ],
    [
      'on = { push = ["refs/heads/main"] }',
      '1:16 CIG104 The pattern "refs/heads/main" can fit no branch: branches and tags are named without refs/. | Write patterns such as "main", "release/**" or "v*".',
    ],
    [
      'image = { name = "x", credentials = { username = "ci" } }',
      '1:23 CIG105 "jobs.test.image.credentials" needs the key "password". | Add password = …: a secret, such as "{{ secrets.REGISTRY_TOKEN }}".',
    ],
  ])("refuses %s", (line, expected) => {
    expect(toldOfJob(line)).toEqual([expected]);
  });
});

describe("env", () => {
  it("leaves the variables of cig alone, at the top, in jobs and in steps", () => {
    const told = toldOfJob(
      'env = { CIG_SHARD_TOTAL = 1 }\nsteps = [{ run = "x", env = { CIG_OUTPUT = "y" } }]',
    );
    expect(told).toEqual([
      '1:9 CIG104 "CIG_SHARD_TOTAL" is how many copies a job with parallelism has, so that it cannot have another value. | Choose another name.',
      '2:31 CIG104 "CIG_OUTPUT" is the file in which a script leaves its outputs, so that it cannot have another value. | Choose another name.',
    ]);
  });
});

describe("a word of another tool", () => {
  it.each([
    ["parallel = 4", '"parallelism"'],
    ["retries = 2", '"retry"'],
    ['junit = "a.xml"', '"reports"'],
    ["manual_approval = true", '"approval"'],
    ['persist_to_workspace = ["x"]', '"persist"'],
  ])("is translated: %s", (line, word) => {
    expect(toldOfJob(line)[0]).toContain(`Did you mean ${word}?`);
  });
});

describe("the keys of a step", () => {
  it("carries how it runs, what it leaves, and what it waits for", () => {
    expect(
      jobOf(`steps = [
  { run = "a", id = "s", outputs = ["version"], always = true, retry = { max = 3, on = [7] } },
  { run = "b", background = true, timeout = 5 },
  { report = { junit = "a.xml" }, if = "failure()" },
  { approve = "Go on?" }, { approve = true, name = "Wait" },
]`).steps,
    ).toEqual([
      { run: "a", id: "s", outputs: ["version"], always: true, retry: { max: 3, on: [7] } },
      { run: "b", background: true, timeout: 5 },
      { report: { junit: "a.xml" }, if: "failure()" },
      { approve: "Go on?" },
      { approve: true, name: "Wait" },
    ]);
  });

  it.each([
    [
      '{ uses = "a/b", retry = 2 }',
      '1:26 CIG104 Only "run" can be tried again, and this step is "uses". | Write retry on the job, or remove it.',
    ],
    [
      '{ cache = "x", background = true }',
      '1:25 CIG104 Only "run" can go on beside other steps, and this step is "cache". | Remove it.',
    ],
    [
      '{ cache = "x", id = "c", outputs = ["hit"] }',
      '1:35 CIG104 A step that is "cache" leaves no outputs. | Remove it: only run, uses and native leave outputs.',
    ],
    [
      '{ run = "x", outputs = ["version"] }',
      '1:23 CIG104 Nobody can name the outputs of a step that has no id. | Add id = "…": the outputs are then {{ steps.ID.outputs.NAME }}.',
    ],
    [
      '{ run = "x", id = "a", outputs = ["v", "v"] }',
      '1:49 CIG405 The output "v" is listed twice. | Remove one of the two.',
    ],
    [
      '{ run = "x", background = true, retry = 1 }',
      '1:42 CIG104 Nobody waits for a step in the background, so that "retry" can come to nothing. | Remove retry, or background.',
    ],
    [
      '{ run = "x", retry = { max = 1, on = ["runner_lost"] } }',
      "1:48 CIG104 A step cannot be tried again on a machine that went away. | Write this retry on the job.",
    ],
    [
      '{ run = "x", retry = { max = 1, on = [3, "timeout"] } }',
      '1:51 CIG104 This step has no timeout of its own: what takes too long ends the whole job. | Add timeout = "…" to the step, or write this retry on the job.',
    ],
    ["{ approve = false }", "1:22 CIG104 approve = false does nothing. | Remove the step."],
    [
      '{ approve = true, env = { A = "x" } }',
      '1:28 CIG104 "env" is for what runs, and this step waits for a person. | Remove it.',
    ],
    [
      '{ run = "x", report = { summary = "a.md" } }',
      '1:23 CIG104 A step does one thing, and this one has both "run" and "report". | Make two steps of it.',
    ],
  ])("refuses %s", (step, expected) => {
    expect(toldOfJob(`steps = [${step}]`)).toEqual([expected]);
  });

  it("takes background = false and a retry on timeout where there is one", () => {
    expect(
      toldOfJob(
        'steps = [{ uses = "a/b", background = false }, { run = "x", timeout = 5, retry = { max = 1, on = ["timeout"] } }]',
      ),
    ).toEqual([]);
  });
});

describe("the keys of the new kinds in templates and profiles", () => {
  it("merges tables key by key and replaces lists, as all keys do", () => {
    const lines = `
[templates.base]
retry = { max = 2, on = ["timeout"] }
approval = { message = "Sure?", approvers = ["ops"] }
reports = [{ junit = "a.xml" }]
persist = ["dist"]
on = { push = ["main"], manual = true }

[jobs.test]
extends = ["base"]
retry.max = 3
approval.approvers = ["sre"]
persist = ["out"]
on.push = ["next"]

[profiles.fast.jobs.test]
retry = 1
oidc = true
`;
    expect(schemaOf(lines).schema.jobs!.test).toEqual({
      extends: ["base"],
      retry: { max: 3, on: ["timeout"] },
      approval: { message: "Sure?", approvers: ["sre"] },
      reports: [{ junit: "a.xml" }],
      persist: ["out"],
      on: { push: ["next"], manual: true },
    });
    expect(schemaOf(lines, { profile: "fast" }).schema.jobs!.test).toMatchObject({ retry: 1, oidc: true });
  });

  it("points into the template that is at fault", () => {
    expect(
      toldOfJob('extends = ["base"]\n[templates.base]\nparallelism = 4\nshard = { files = [] }'),
    ).toEqual([
      '4:19 CIG104 "templates.base.shard.files" must be a list of at least one pattern, but it is an empty list.',
    ]);
  });
});
