import { describe, expect, it } from "vitest";
import { type Change, describeChanges } from "../../../core/output/changes/changes.ts";
import type { FileChange } from "../../../core/output/compare.ts";

const meaning = {
  name: "workflow name",
  on: "triggers",
  "on.*": "trigger",
  permissions: "permissions",
  "env.*": "variable",
  jobs: "jobs",
  "jobs.*": "job",
  "jobs.*.name": "check name",
  "jobs.*.runs-on": "runner",
  "jobs.*.container": "image",
  "jobs.*.permissions": "permissions",
  "jobs.*.services": "services",
  "jobs.*.services.*": "service",
  "jobs.*.services.*.image": "image",
  "jobs.*.strategy.matrix.*": "matrix axis",
  "jobs.*.steps": "steps",
  "jobs.*.steps.*": "step",
  "jobs.*.steps.*.uses": "action",
  "jobs.*.steps.*.run": "script",
};
const sha = "0123456789012345678901234567890123456789";

const base = `name: CI
on:
  push:
    branches: [main]
permissions:
  contents: read
jobs:
  test:
    name: Tests
    runs-on: ubuntu-latest
    services:
      postgres:
        image: postgres:16
    strategy:
      matrix:
        ruby: ["3.2", "3.3"]
    steps:
      - uses: actions/checkout@${sha} # v4
      - name: Run
        run: bundle exec rspec
`;

async function changesOf(
  before: string | undefined,
  after: string | undefined,
  more = {},
): Promise<Change[]> {
  const change = before === undefined ? "create" : after === undefined ? "delete" : "update";
  const file: FileChange = {
    path: "ci.yml",
    owners: [],
    change,
    edited: false,
    foreign: false,
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
  };
  return describeChanges(file, { meaning, ...more });
}

const edit = async (from: string, to: string) => {
  expect(base).toContain(from);
  return (await changesOf(base, base.replace(from, to))).map(({ path, ...change }) => {
    expect(path).toBe("ci.yml");
    return change;
  });
};

describe("describeChanges", () => {
  it("has nothing to say where only text, comments or order of keys differ", async () => {
    const other = base
      .replace("[main]", "\n      - main")
      .replace(" # v4", "")
      .replace("name: CI\n", "")
      .concat("name: CI\n");
    expect(await changesOf(base, other)).toEqual([]);
  });

  it("names what changed in the provider's words", async () => {
    expect(await edit("ubuntu-latest", "ubuntu-24.04")).toEqual([
      {
        action: "change",
        subject: "job.test",
        field: "runner",
        before: "ubuntu-latest",
        after: "ubuntu-24.04",
      },
    ]);
    expect(await edit("name: CI", "name: Tests")).toEqual([
      { action: "change", subject: "workflow name", before: "CI", after: "Tests" },
    ]);
    expect(await edit("[main]", "[main, dev]")).toEqual([
      { action: "change", subject: "trigger.push", field: "branches", before: "main", after: "main, dev" },
    ]);
    expect(await edit("postgres:16", "postgres:17")).toEqual([
      {
        action: "change",
        subject: "job.test",
        field: "service postgres image",
        before: "postgres:16",
        after: "postgres:17",
      },
    ]);
    expect(await edit('"3.3"]', '"3.4"]')).toEqual([
      {
        action: "change",
        subject: "job.test",
        field: "matrix axis ruby",
        before: "3.2, 3.3",
        after: "3.2, 3.4",
      },
    ]);
    expect(await edit("bundle exec rspec", "rake")).toEqual([
      {
        action: "change",
        subject: "job.test",
        field: "step Run script",
        before: "bundle exec rspec",
        after: "rake",
      },
    ]);
    expect(await edit("    strategy:", "    timeout-minutes: 10\n    strategy:")).toEqual([
      { action: "add", subject: "job.test", field: "timeout-minutes", after: "10" },
    ]);
  });

  it("names members that come and go", async () => {
    expect(await edit("jobs:\n", "jobs:\n  lint:\n    runs-on: x\n")).toEqual([
      { action: "add", subject: "job.lint" },
    ]);
    expect(await edit("on:\n", "on:\n  pull_request:\n")).toEqual([
      { action: "add", subject: "trigger.pull_request" },
    ]);
    expect(await edit("jobs:\n", "env:\n  A: x\njobs:\n")).toEqual([
      { action: "add", subject: "variable.A", after: "x" },
    ]);
    expect(await edit("    services:\n      postgres:\n        image: postgres:16\n", "")).toEqual([
      { action: "remove", subject: "job.test", field: "service postgres" },
    ]);
    expect(await edit("      - name: Run\n", "      - run: make\n      - name: Run\n")).toEqual([
      { action: "add", subject: "job.test", field: "step make" },
    ]);
  });

  it("tells moved steps from changed ones", async () => {
    const [checkout, run] = [
      `      - uses: actions/checkout@${sha} # v4\n`,
      "      - name: Run\n        run: bundle exec rspec\n",
    ];
    expect(await edit(checkout + run, run + checkout)).toEqual([
      {
        action: "change",
        subject: "job.test",
        field: "step order",
        before: "actions/checkout, Run",
        after: "Run, actions/checkout",
      },
    ]);
  });

  it("tells equal steps apart by number", async () => {
    const twice = base.replace(
      "      - name: Run\n",
      "      - run: make\n      - run: make\n        if: always()\n      - name: Run\n",
    );
    const changes = await changesOf(twice, twice.replace("always()", "failure()"));
    expect(changes.map(({ field, after }) => [field, after])).toEqual([["step make (2) if", "failure()"]]);
  });

  it("sees a renamed job, whose required check would never report again", async () => {
    expect(await edit("  test:\n    name: Tests\n", "  spec:\n    name: Specs\n")).toEqual([
      {
        action: "replace",
        subject: "job.spec",
        before: "test",
        after: "spec",
        risk: "required-check-renamed",
      },
      {
        action: "change",
        subject: "job.spec",
        field: "check name",
        before: "Tests",
        after: "Specs",
        risk: "required-check-renamed",
      },
    ]);
    expect(await edit("  test:\n", "  spec:\n")).toEqual([
      { action: "replace", subject: "job.spec", before: "test", after: "spec" },
    ]);
    expect((await edit("name: Tests", "name: All tests"))[0]?.risk).toBe("required-check-renamed");
  });

  it("names the members of a new file, and what is risky in it", async () => {
    const fresh = base
      .replace("contents: read", "contents: write")
      .replace("rspec", "rspec ${{ secrets.KEY }}");
    expect(await changesOf(undefined, fresh)).toEqual([
      { action: "add", path: "ci.yml", subject: "trigger.push" },
      { action: "add", path: "ci.yml", subject: "job.test" },
      {
        action: "add",
        path: "ci.yml",
        subject: "permissions",
        after: '{"contents":"write"}',
        risk: "permissions-widened",
      },
      { action: "add", path: "ci.yml", subject: "secret.KEY", risk: "new-secret" },
    ]);
    expect(await changesOf(base, undefined)).toEqual([
      { action: "remove", path: "ci.yml", subject: "trigger.push" },
      { action: "remove", path: "ci.yml", subject: "job.test" },
    ]);
  });

  it("says of a file that is no YAML only that it changed", async () => {
    expect(await changesOf("pipeline { }", "pipeline {  }\n")).toEqual([
      { action: "change", path: "ci.yml", subject: "file" },
    ]);
    expect(await changesOf("a: [", base)).toEqual([{ action: "change", path: "ci.yml", subject: "file" }]);
    expect(await changesOf(undefined, "pipeline { }")).toEqual([
      { action: "add", path: "ci.yml", subject: "file" },
    ]);
  });

  it("tells the cause where the caller knows one", async () => {
    const causeOf = (keys: readonly string[]) =>
      keys.join(".") === "jobs.test.runs-on" ? "cig.toml:14" : undefined;
    const changes = await changesOf(base, base.replace("ubuntu-latest", "x").replace("name: CI", "name: D"), {
      causeOf,
    });
    expect(changes.map(({ subject, cause }) => [subject, cause])).toEqual([
      ["workflow name", undefined],
      ["job.test", "cig.toml:14"],
    ]);
  });

  it("treats __proto__ and numbers as ordinary keys", async () => {
    const [before, after] = [
      "jobs:\n  __proto__: {a: 1}\n  1: {a: 1}\n",
      "jobs:\n  __proto__: {a: 2}\n  1: {a: 3}\n",
    ];
    expect((await changesOf(before, after)).map(({ subject, after: value }) => [subject, value])).toEqual([
      ["job.__proto__", "2"],
      ["job.1", "3"],
    ]);
  });
});

describe("risks", () => {
  const risks = async (from: string, to: string) => (await edit(from, to)).map(({ risk }) => risk);
  const jobPermissions = (text: string) =>
    base.replace("    name: Tests\n", `    name: Tests\n    permissions: ${text}\n`);

  it.each([
    ["contents: read", "contents: write", "permissions-widened"],
    ["contents: read", "contents: read\n  packages: read", "permissions-widened"],
    ["permissions:\n  contents: read", "permissions: write-all", "permissions-widened"],
    ["permissions:\n  contents: read\n", "", "permissions-widened"],
    ["contents: read", "contents: none", undefined],
    ["permissions:\n  contents: read", "permissions: {}", undefined],
  ])("permissions: %j to %j is %s", async (from, to, risk) => {
    expect(await risks(from, to)).toEqual([risk]);
  });

  it("measures a job's permissions by those of the workflow", async () => {
    const risk = async (before: string, after: string) =>
      (await changesOf(before, after)).map((change) => change.risk);
    expect(await risk(base, jobPermissions("{contents: read}"))).toEqual([undefined]);
    expect(await risk(base, jobPermissions("{contents: write}"))).toEqual(["permissions-widened"]);
    expect(await risk(jobPermissions("{contents: write}"), base)).toEqual([undefined]);
    expect(await risk(jobPermissions("{}"), base)).toEqual(["permissions-widened"]);
    const job = base.replace("jobs:\n", "jobs:\n  new:\n    permissions: {id-token: write}\n");
    expect(await risk(base, job)).toEqual(["permissions-widened"]);
  });

  it("counts secrets that were not there before, but not the run's own token", async () => {
    expect(await edit("rspec", "rspec ${{ secrets.GITHUB_TOKEN }}")).toHaveLength(1);
    const changes = await edit("rspec", "rspec ${{ secrets.A }} ${{ secrets['B'] }} ${{ secrets.A }}");
    expect(changes.slice(1)).toEqual([
      { action: "add", subject: "secret.A", risk: "new-secret" },
      { action: "add", subject: "secret.B", risk: "new-secret" },
    ]);
    expect((await edit("    name: Tests", "    secrets: inherit"))[1]).toEqual({
      action: "remove",
      subject: "job.test",
      field: "check name",
      before: "Tests",
      risk: "required-check-renamed",
    });
    expect((await edit("    name: Tests", "    name: Tests\n    secrets: inherit")).at(-1)).toEqual({
      action: "add",
      subject: "secret.all secrets",
      risk: "new-secret",
    });
  });

  it("notices references that are not pinned", async () => {
    expect(await risks(`checkout@${sha}`, "checkout@v4")).toEqual(["unpinned"]);
    expect(await risks(`checkout@${sha}`, `checkout@${"f".repeat(40)}`)).toEqual([undefined]);
    expect(await risks("      - name: Run\n", "      - uses: ./here\n      - name: Run\n")).toEqual([
      undefined,
    ]);
    expect(await risks("      - name: Run\n", "      - uses: a/b@main\n      - name: Run\n")).toEqual([
      "unpinned",
    ]);
    expect(await risks("jobs:\n", "jobs:\n  new:\n    steps: [{uses: a/b@v1}]\n")).toEqual(["unpinned"]);
    const pinned = base.replace("postgres:16", `postgres@sha256:${"0".repeat(64)}`);
    expect((await changesOf(pinned, base)).map(({ risk }) => risk)).toEqual(["unpinned"]);
    expect((await changesOf(base, pinned)).map(({ risk }) => risk)).toEqual([undefined]);
  });
});
