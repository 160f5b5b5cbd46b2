import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cig, nodePackage, oneJob, put, repository } from "./cli.ts";

const workflow = ".github/workflows/ci.yml";

describe("cig plan", () => {
  it("says by its exit code whether there are changes, when asked to", () => {
    const folder = repository(oneJob);
    expect(cig(folder, ["plan"]).code).toBe(0);
    expect(cig(folder, ["plan", "--exit-code"]).code).toBe(2);
    cig(folder, ["render"]);
    expect(cig(folder, ["plan", "--exit-code"]).code).toBe(0);
  });

  it("leaves it to the exit code when it is to be quiet, and says errors all the same", () => {
    const folder = repository(oneJob);
    for (let round = 0; round < 2; round++)
      expect(cig(folder, ["plan", "--exit-code", "--quiet"])).toEqual({ code: 2, out: "", err: "" });
    put(folder, { "cig.toml": 'version = "0.2"\n' });
    const { code, out, err } = cig(folder, ["plan", "--quiet"]);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain("error[CIG105]: Required key is missing\n --> cig.toml:1:1\n");
  });

  it("counts a file that nobody claims any more as kept when it was edited by hand, as render does", () => {
    const output = (name: string) =>
      `\n[[outputs]]\nprovider = "github"\npath = ".github/workflows/${name}.yml"\n`;
    const folder = repository(oneJob);
    const source = readFileSync(join(folder, "cig.toml"), "utf8");
    put(folder, { "cig.toml": source + output("a") + output("b") + output("c") });
    cig(folder, ["render"]);
    appendFileSync(join(folder, ".github/workflows/b.yml"), "# by hand\n");
    put(folder, { "cig.toml": source + output("a") });
    const plan = cig(folder, ["plan"]);
    expect(plan.out).toContain("Changes: (2 unchanged, 1 kept)\n  - 1 workflow removed\n");
    expect(plan.out).toContain("Planning resources...\n  (1 unchanged)\n");
    expect(cig(folder, ["render"]).out).toBe("removed .github/workflows/c.yml\n(2 unchanged, 1 kept)\n");
    expect(cig(folder, ["render"]).out).toBe("Nothing to write: 2 files up to date, 1 kept.\n");
  });

  it("says the same on a second run, and as JSON too but for the timing and what was remembered", () => {
    const folder = repository({ ...nodePackage, ...oneJob });
    const [first, second] = [cig(folder, ["plan"]), cig(folder, ["plan"])];
    expect(second).toEqual(first);
    const [a, b] = [cig(folder, ["plan", "--json"]), cig(folder, ["plan", "--json"])].map(({ out }) =>
      JSON.parse(out),
    );
    expect({ ...a, timing: 0 }).toEqual({ ...b, timing: 0 });
    expect(
      b.plugins.every(({ started, memo }: { started: boolean; memo: string }) => !started && memo === "hit"),
    ).toBe(true);
  });

  it("has the machine form that is documented", () => {
    const folder = repository({ ...nodePackage, ...oneJob });
    const document = JSON.parse(cig(folder, ["plan", "--json"]).out);
    expect(Object.keys(document)).toEqual([
      "changes",
      "diagnostics",
      "facts",
      "files",
      "jobs",
      "plugins",
      "resources",
      "schema",
      "signals",
      "timing",
    ]);
    expect(document.schema).toBe("cig.plan/1");
    expect(document.facts).toContainEqual({
      key: "node.version",
      value: "22.11.0",
      plugin: "lang/node",
      confidence: 1,
      evidence: [{ file: ".nvmrc", line: 1 }],
    });
    expect(document.jobs[0]).toMatchObject({
      id: "test",
      base: "test",
      needs: [],
      matrix: {},
      at: { file: "cig.toml", line: 3 },
    });
    expect(document.jobs[0].signature).toMatch(/^[0-9a-f]{64}$/);
    expect(document.files).toMatchObject([
      { path: workflow, owner: "provider/github", change: "create" },
      { path: "cig.lock", owner: "cig", change: "create" },
    ]);
    expect(document.changes).toContainEqual({
      action: "add",
      path: workflow,
      subject: "job.test",
      cause: "cig.toml:3",
    });
  });

  it("names what changes in meaning and its line", () => {
    const folder = repository(oneJob);
    cig(folder, ["render"]);
    appendFileSync(
      join(folder, "cig.toml"),
      'timeout = "7m"\n[jobs.lint]\nsteps = [{ run = "make lint" }]\n',
    );
    const { out } = cig(folder, ["plan"]);
    expect(out).toContain("    ~ job.test timeout: 30 → 7 (cig.toml:5)\n");
    expect(out).toContain("    + job.lint (cig.toml:6)\n");
    expect(out).toContain("  ~ job.test (runs on linux)\n");
  });

  it("shows the difference line by line when asked to", () => {
    const folder = repository(oneJob);
    cig(folder, ["render"]);
    appendFileSync(join(folder, "cig.toml"), 'timeout = "7m"\n');
    const { out } = cig(folder, ["plan", "--diff"]);
    expect(out).toContain(`--- a/${workflow}\n+++ b/${workflow}\n`);
    expect(out).toContain("-    timeout-minutes: 30\n+    timeout-minutes: 7\n");
  });

  it("warns of a file that was edited by hand, which render keeps", () => {
    const folder = repository(oneJob);
    cig(folder, ["render"]);
    appendFileSync(join(folder, workflow), "# by hand\n");
    const plan = cig(folder, ["plan"]);
    expect([plan.code, plan.err.split("\n")[0]]).toEqual([0, "warning[CIG602]: File was edited by hand"]);
    const render = cig(folder, ["render"]);
    expect([render.code, render.err.split("\n")[0]]).toEqual([1, "error[CIG602]: File was edited by hand"]);
    expect(readFileSync(join(folder, workflow), "utf8")).toContain("# by hand");
    expect(cig(folder, ["render", "--force"])).toMatchObject({
      code: 0,
      out: `updated ${workflow}\n(1 unchanged)\n`,
    });
  });

  it("ends with an error and a machine form when cig.toml is wrong", () => {
    const folder = repository({ "cig.toml": "version = [\n" });
    const { code, out, err } = cig(folder, ["plan", "--json"]);
    expect([code, err]).toEqual([1, ""]);
    expect(JSON.parse(out)).toMatchObject({
      schema: "cig.plan/1",
      files: [],
      diagnostics: [{ code: "CIG102" }],
    });
    expect(cig(folder, ["plan"])).toMatchObject({ code: 1, out: "" });
  });
});

describe("a saved plan", () => {
  it("is rendered exactly", () => {
    const folder = repository({
      "cig.toml":
        'version = "0.2"\n[variables]\nV = "a"\n[jobs.test]\nsteps = [{ run = "echo", env = { X = "{{ V }}" } }]\n',
    });
    expect(cig(folder, ["plan", "--var", "V=b", "--out", "ci.plan"]).code).toBe(0);
    expect(cig(folder, ["render", "ci.plan"])).toMatchObject({
      code: 0,
      out: `created ${workflow}\ncreated cig.lock\n`,
    });
    expect(readFileSync(join(folder, workflow), "utf8")).toContain("X: b");
  });

  it("is refused when cig.toml or a file has changed, or when it was forged", () => {
    const folder = repository(oneJob);
    cig(folder, ["plan", "--out", "ci.plan"]);
    const saved = readFileSync(join(folder, "ci.plan"), "utf8");
    put(folder, { [workflow]: "on: push\n" });
    expect(cig(folder, ["render", "ci.plan"]).err).toContain("error[CIG706]");
    expect(readFileSync(join(folder, workflow), "utf8")).toBe("on: push\n");
    rmSync(join(folder, workflow));
    put(folder, { "ci.plan": saved.replace("make test", "curl evil") });
    cig(folder, ["render", "ci.plan"]);
    expect(readFileSync(join(folder, workflow), "utf8")).toContain("run: make test");
    appendFileSync(join(folder, "cig.toml"), 'timeout = "7m"\n');
    expect(cig(folder, ["render", "ci.plan"])).toMatchObject({ code: 1, out: "" });
  });

  it("knows what was asked, and takes no other answer", () => {
    const folder = repository(oneJob);
    cig(folder, ["plan", "--out", "ci.plan"]);
    expect(cig(folder, ["render", "ci.plan", "--provider", "github"]).err).toContain(
      "--provider cannot change it",
    );
    writeFileSync(join(folder, "other"), "{}");
    expect(cig(folder, ["render", "other"]).err).toContain("is not a plan");
  });
});

describe("cig render --check", () => {
  it("shows the difference, the command, and exits 2", () => {
    const folder = repository(oneJob);
    const { code, out, err } = cig(folder, ["render", "--check"]);
    expect(code).toBe(2);
    expect(out).toContain(`+++ b/${workflow}`);
    expect(err).toContain("error[CIG604]: Rendered files are out of date");
    expect(err).toContain("cig render\n");
  });
});

describe("cig explain and cig graph", () => {
  const file =
    'version = "0.2"\n[jobs.test]\npackages = ["node"]\nsteps = [{ run = "npm test" }]\n[jobs.build]\nneeds = ["test"]\nsteps = [{ run = "make" }]\n';

  it("show a job with the origin of each step", () => {
    const folder = repository({ ...nodePackage, "cig.toml": file });
    const { code, out } = cig(folder, ["explain", "job", "test"]);
    expect(code).toBe(0);
    expect(out).toContain("job.test  cig.toml:2\n");
    expect(out).toContain("  awaited by  build\n");
    expect(out).toContain("  node 22.11.0 (lang/node)  .nvmrc:1\n");
    expect(out).toMatch(/ 2\. .*cig\.toml:3, lang\/node\n/);
    expect(out).toMatch(/\. npm test {2}cig\.toml:4\n/);
    const { job } = JSON.parse(cig(folder, ["explain", "job", "test", "--json"]).out);
    expect(job).toMatchObject({ id: "test", needed_by: ["build"], at: { file: "cig.toml", line: 2 } });
  });

  it("know no other job, and suggest the nearest", () => {
    const folder = repository({ "cig.toml": file.replace('packages = ["node"]\n', "") });
    expect(cig(folder, ["explain", "job", "tests"]).err).toContain('Did you mean "test"?');
  });

  it("draw who waits for whom", () => {
    const folder = repository({ "cig.toml": file.replace('packages = ["node"]\n', "") });
    expect(cig(folder, ["graph"]).out).toBe("At once\n  test\nThen (2)\n  build after test\n");
    expect(JSON.parse(cig(folder, ["graph", "--json"]).out)).toMatchObject({
      schema: "cig.graph/1",
      nodes: [{ id: "test" }, { id: "build" }],
      edges: [{ from: "build", to: "test" }],
    });
  });
});
