import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Function as F } from "cig/sdk";
import { describe, expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";
import { fill } from "../../../../execution/github/expressions.ts";
import { judgeScripts } from "../../../../validators/github.ts";
import { apply, job, matrix, type OutputInit } from "../requests.ts";
import { gate, idle, skipping, workflowOf } from "./requests.ts";

const checkout = { kind: { case: "checkout", value: { depth: 1 } } } as never;

async function jobsOf(jobs: OutputInit["jobs"], more: OutputInit = {}) {
  const { content, found } = await workflowOf(jobs, more);
  expect(found).toEqual([]);
  expect(judgeScripts(content) ?? []).toEqual([]);
  return parse(content).jobs;
}

describe("the job that decides", () => {
  it("looks each marker up by its exact key, and never fails the run", async () => {
    const { cig } = await jobsOf([
      idle("lint"),
      idle("test", matrix("test", { ruby: ["3.2"] })),
      job("deploy"),
    ]);
    expect(cig).toMatchObject({
      permissions: { contents: "read" },
      "timeout-minutes": 10,
      "continue-on-error": true,
      env: {
        CIG_FORCE: "${{ vars.CIG_FORCE }}",
        CIG_GIT_SHA: "${{ github.sha }}",
        CIG_LABELS: "${{ toJSON(github.event.pull_request.labels.*.name) }}",
        CIG_TOOL: "npm:cig",
        LEVEL: "${{ vars.LEVEL }}",
      },
      outputs: {
        lint: "${{ steps.verdicts.outputs.lint }}",
        test: "${{ steps.verdicts.outputs.test }}",
        "test-matrix": "${{ steps.verdicts.outputs.test-matrix }}",
        markers: "${{ steps.verdicts.outputs.markers }}",
        keys: "${{ toJSON(steps.signatures.outputs) }}",
      },
    });
    const lookups = cig.steps.filter(({ uses = "" }) => uses.startsWith("actions/cache/restore@"));
    expect(lookups.map((step: { with: object }) => step.with)).toEqual(
      ["lint", "test-3.2"].map((id) => ({
        path: `.cig/markers/${id}.json`,
        key: `\${{ steps.signatures.outputs['key-${id}'] }}`,
        enableCrossOsArchive: true,
      })),
    );
  });

  it("leaves the store to the tool where that is not GitHub's, and shows secrets to that step alone", async () => {
    const jobs = await jobsOf([idle("lint", { steps: [checkout] })], {
      skipping: skipping({ nativeStore: false }),
    });
    expect(jobs.cig.env).toBe(undefined);
    expect(jobs.cig.steps.map(({ name }: { name: string }) => name)).toEqual([
      "Check out",
      "Decide what runs",
    ]);
    expect(jobs.lint.steps.at(-1)).toMatchObject({
      if: "fromJSON(needs.cig.outputs.markers || '{}').lint",
      uses: "./.github/actions/cig-mark",
      env: { CIG_MARKER: "${{ fromJSON(needs.cig.outputs.markers || '{}').lint }}", CIG_TOOL: "npm:cig" },
      "continue-on-error": true,
    });
  });

  it("is not there where every job always runs, and neither is the gate where nobody wants it", async () => {
    expect(Object.keys(await jobsOf([job("a")]))).toEqual(["a", "gate"]);
    expect(Object.keys(await jobsOf([idle("a")], { gate: undefined }))).toEqual(["cig", "a"]);
    expect(Object.keys(await jobsOf([idle("a")], { skipping: undefined }))).toEqual(["a", "gate"]);
    expect(Object.keys(await jobsOf([idle("a")], { skipping: skipping({ stage: 2 }) }))).toEqual([
      "a",
      "gate",
    ]);
  });
});

describe("a job that may be left out", () => {
  it("keeps what it was given under the key that it was looked up by, as the last thing it does", async () => {
    const { test } = await jobsOf([idle("test", matrix("test", { ruby: ["3.2"] }))]);
    const [write, keep] = test.steps.slice(-2);
    const contexts = {
      matrix: { "cig-variant": "test-3.2" },
      needs: {
        cig: { outputs: { markers: '{"test-3.2":"{}"}', keys: '{"key-test-3.2":"cig-1-test-3.2-00ff"}' } },
      },
    };
    const well = { succeeded: true, failed: false };
    expect(fill(write.env.CIG_MARKER, contexts, well)).toBe("{}");
    expect(fill(write.env.CIG_MARKER_FILE, contexts, well)).toBe(".cig/markers/test-3.2.json");
    expect(fill(keep.with.path, contexts, well)).toBe(".cig/markers/test-3.2.json");
    expect(fill(keep.with.key, contexts, well)).toBe("cig-1-test-3.2-00ff");
    for (const step of [write, keep]) expect(step["continue-on-error"]).toBe(true);
  });

  it("tells copies that share the work apart", async () => {
    const { cig, test } = await jobsOf([idle("test", { parallelism: 2 })]);
    expect(cig.steps.flatMap((step: { with?: { path?: string } }) => step.with?.path ?? [])).toEqual([
      ".cig/markers/test.0-of-2.json",
      ".cig/markers/test.1-of-2.json",
    ]);
    expect(test.steps.at(-1).with.path).toBe(
      ".cig/markers/${{ format('{0}.{1}-of-2', 'test', matrix.shard) }}.json",
    );
  });

  it("keeps nothing without the sources, where only the tool could", async () => {
    const jobs = await jobsOf([idle("lint")], { skipping: skipping({ nativeStore: false }) });
    expect(jobs.lint.steps).toHaveLength(1);
  });
});

describe("the gate", () => {
  const jobs = [
    job("build"),
    idle("test", { needs: ["build"] }),
    job("deploy", { needs: ["test"], waitsFor: ["build"] }),
    job("tell", { needs: ["deploy"], condition: apply(F.FAILURE) }),
    job("after", { needs: ["tell"] }),
  ];

  /** What the gate says of these results, line by line, and whether it fails. */
  async function ask(results: Record<string, string>, verdicts: Record<string, string> = {}) {
    const { gate: node } = parse((await workflowOf(jobs)).content).jobs;
    const needs = Object.fromEntries(Object.entries(results).map(([id, result]) => [id, { result }]));
    const contexts = { needs: { ...needs, cig: { result: "success", outputs: verdicts } } };
    const [{ run, env }] = node.steps;
    const folder = mkdtempSync(join(tmpdir(), "cig-gate-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const values = Object.entries(env).map(([name, value]) => [
      name,
      fill(value, contexts, { succeeded: true, failed: false }),
    ]);
    const done = spawnSync("bash", ["-eo", "pipefail", "-c", run], {
      encoding: "utf8",
      env: {
        PATH: process.env.PATH,
        GITHUB_STEP_SUMMARY: join(folder, "summary"),
        ...Object.fromEntries(values),
      },
    });
    const summary = readFileSync(join(folder, "summary"), "utf8");
    expect(done.stdout.startsWith(summary)).toBe(true);
    const rows = summary
      .split("\n")
      .slice(2, -1)
      .map((line) => line.split("|").map((cell) => cell.trim()));
    return { code: done.status, why: Object.fromEntries(rows.map(([, id, , why]) => [id, why])) };
  }

  it("is the last job, always runs, and has its name", async () => {
    const { gate: node } = await jobsOf(jobs);
    expect(node).toMatchObject({
      name: gate.name,
      if: "always()",
      needs: ["cig", "build", "test", "deploy", "tell", "after"],
      permissions: {},
    });
  });

  it("is content with what passed, what had passed, and what its own condition kept back", async () => {
    const all = { build: "success", test: "skipped", deploy: "success", tell: "skipped", after: "skipped" };
    expect(await ask(all, { test: "skip" })).toEqual({
      code: 0,
      why: {
        build: "passed",
        test: "left out: it had already passed on these inputs",
        deploy: "passed",
        tell: "not run: its own condition did not hold",
        after: "not run: tell was not run",
      },
    });
  });

  it("fails when a job has failed, and says what that held back", async () => {
    const all = { build: "failure", test: "skipped", deploy: "skipped", tell: "success", after: "success" };
    expect(await ask(all, { test: "skip" })).toEqual({
      code: 1,
      why: {
        build: "failed",
        test: "left out: it had already passed on these inputs",
        deploy: "not run: build failed",
        tell: "passed",
        after: "passed",
      },
    });
  });

  it("fails when a job was cancelled, or was not run for no reason", async () => {
    const all = { build: "success", test: "success", deploy: "success", tell: "skipped", after: "success" };
    expect((await ask({ ...all, build: "cancelled" })).code).toBe(1);
    expect(await ask({ ...all, build: "skipped" })).toMatchObject({
      code: 1,
      why: { build: "not run, and no other job says why: the run may have been cancelled" },
    });
    expect((await ask(all)).code).toBe(0);
  });
});
