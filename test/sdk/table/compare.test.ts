import { describe, expect, it } from "vitest";
import { compareTables, showDifferences } from "../../../sdk/table/compare.ts";
import type { JobRow, JobTable, ScriptRow, StepRow } from "../../../sdk/table/table.ts";
import { occasions } from "../../../sdk/table/table.ts";

describe("compareTables", () => {
  it("finds nothing between a table and itself", () => {
    expect(compareTables(table(job("test")), table(job("test")))).toEqual({ differences: [], allowed: [] });
  });

  it("names the place of each difference and what both sides say", () => {
    const left = table(job("build"), job("test", { needs: ["build"], timeoutMinutes: 10 }));
    const right = table(job("build"), job("test", { timeoutMinutes: 20 }), job("extra"));
    expect(compareTables(left, right).differences).toEqual([
      { path: "ci/jobs/extra", left: "nothing", right: "a job" },
      { path: "ci/jobs/test/needs/build", left: "build", right: "nothing" },
      { path: "ci/jobs/test/timeoutMinutes", left: "10", right: "20" },
    ]);
  });

  it("shows a difference in three lines", () => {
    const { differences } = compareTables(table(job("test")), table(job("test", { os: "macos" })));
    expect(showDifferences(differences, "github", "circleci")).toBe(
      'ci/jobs/test/os\n  github: "linux"\n  circleci: "macos"',
    );
  });

  it("tells one missing step, and not all behind it", () => {
    const left = job("test", { steps: [run("make"), run("make test"), run("make clean")] });
    const right = job("test", { steps: [run("make"), run("make clean")] });
    expect(compareTables(table(left), table(right)).differences.map(({ path }) => path)).toEqual([
      "ci/jobs/test/steps/2 run",
    ]);
  });

  it("compares the fields of scripts that differ in a character", () => {
    const left = job("test", { steps: [run("make test")] });
    const right = job("test", { steps: [run("make tests")] });
    expect(compareTables(table(left), table(right)).differences).toEqual([
      { path: "ci/jobs/test/steps/1 run/script", left: '"make test"', right: '"make tests"' },
    ]);
  });

  it("allows what a rule names, and says which", () => {
    const left = table(job("test", { steps: [run("make", { env: { REF: "{{ git.ref }}", A: "1" } })] }));
    const right = table(job("test", { steps: [run("make", { env: { REF: "main", A: "2" } })] }));
    const rule = { feature: "name.git.ref", paths: ["jobs/*/steps/* run/env/*"], saying: "{{ git.ref }}" };
    const { differences, allowed } = compareTables(left, right, [rule]);
    expect(differences.map(({ path }) => path)).toEqual(["ci/jobs/test/steps/1 run/env/A"]);
    expect(allowed).toEqual([
      {
        feature: "name.git.ref",
        path: "ci/jobs/test/steps/1 run/env/REF",
        left: '"{{ git.ref }}"',
        right: '"main"',
      },
    ]);
  });

  it("does not let a star reach into the next part of a path", () => {
    const left = table(job("test", { outputs: { a: "1" } }));
    const right = table(job("test", { outputs: { a: "2" } }));
    const allow = (path: string) =>
      compareTables(left, right, [{ feature: "f", paths: [path] }]).differences.length;
    expect([
      allow("jobs/*"),
      allow("jobs/**"),
      allow("jobs/*/outputs/*"),
      allow("jobs/test/outputs/b"),
    ]).toEqual([1, 0, 0, 1]);
  });

  it("works out that a job behind one that does not run does not run, either", () => {
    const said = table(
      job("build", { runsOn: ["push to main"] }),
      job("test", { needs: ["build"], runsOn: ["push to main"] }),
    );
    const implied = table(
      job("build", { runsOn: ["push to main"] }),
      job("test", { needs: ["build"], runsOn: ["push to main", "tag v1.2.3"] }),
    );
    expect(compareTables(said, implied).differences).toEqual([]);
    const always = table(
      job("build", { runsOn: ["push to main"] }),
      job("test", { needs: ["build"], runsOn: ["push to main", "tag v1.2.3"], runsAfter: "always" }),
    );
    expect(compareTables(said, always).differences.map(({ path }) => path)).toEqual([
      "ci/startsOn/tag v1.2.3",
      "ci/jobs/test/runsAfter",
    ]);
  });

  it("takes a secret under its own name for the provider's way to hand it over", () => {
    const handed = job("test", { steps: [run("./deploy", { env: { TOKEN: "{{ secrets.TOKEN }}" } })] });
    const renamed = job("test", { steps: [run("./deploy", { env: { TOKEN: "{{ secrets.OTHER }}" } })] });
    const silent = job("test", { steps: [run("./deploy")] });
    expect(compareTables(table(handed), table(silent)).differences).toEqual([]);
    expect(compareTables(table(renamed), table(silent)).differences).toHaveLength(1);
  });

  it("reads schedules as sets of times", () => {
    const at = (line: string): JobTable => ({
      workflows: [{ ...table(job("a")).workflows[0]!, schedules: [line] }],
    });
    expect(compareTables(at("0 3 * * 1-5 UTC"), at("0 3 * * MON,2,3,4,5 UTC")).differences).toEqual([]);
    expect(compareTables(at("0 3 * * 1-5 UTC"), at("0 3 * * 1-4 UTC")).differences).toHaveLength(2);
  });

  it("pairs workflows by name, and else by their jobs", () => {
    const [one] = table(job("a")).workflows;
    const [other] = table(job("b")).workflows;
    const left = {
      workflows: [
        { ...one!, name: "Main CI" },
        { ...other!, name: "nightly" },
      ],
    };
    const right = {
      workflows: [
        { ...other!, name: "weekly" },
        { ...one!, name: "main-ci" },
      ],
    };
    expect(compareTables(left, right).differences).toEqual([
      { path: "nightly/name", left: "nightly", right: "weekly" },
    ]);
  });
});

function table(...jobs: readonly JobRow[]): JobTable {
  return { workflows: [{ name: "CI", startsOn: occasions, schedules: [], inputs: [], jobs }] };
}

function job(id: string, more: Partial<JobRow> = {}): JobRow {
  return {
    id,
    needs: [],
    needsAny: [],
    runsOn: occasions,
    runsAfter: "success",
    os: "linux",
    arch: "amd64",
    services: [],
    secrets: [],
    timeoutMinutes: 0,
    continueOnError: false,
    permissions: [],
    approval: false,
    retries: 0,
    parallelism: 1,
    maxParallel: 0,
    failFast: false,
    oidc: false,
    steps: [],
    outputs: {},
    ...more,
  };
}

function run(script: string, more: Partial<ScriptRow> = {}): StepRow {
  return {
    kind: "run",
    script,
    env: {},
    workingDirectory: "",
    shell: "bash",
    runsOn: occasions,
    runsAfter: "success",
    isGuarded: false,
    timeoutMinutes: 0,
    continueOnError: false,
    background: false,
    retries: 0,
    ...more,
  };
}
