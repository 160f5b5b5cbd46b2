import { describe, expect, it } from "vitest";
import { compareTables } from "../../../sdk/table/compare.ts";
import { factsOn } from "../../../sdk/table/occasion.ts";
import { cacheBeginning, cacheKey } from "../../../sdk/table/reader/cache-key.ts";
import { joinCaches } from "../../../sdk/table/reader/steps.ts";
import { settle } from "../../../sdk/table/settle.ts";
import type { JobRow, JobTable, ScriptRow, StepRow, WorkflowRow } from "../../../sdk/table/table.ts";

const run: ScriptRow = {
  kind: "run",
  script: "make",
  env: {},
  workingDirectory: "",
  shell: "bash",
  runsOn: ["push to main"],
  runsAfter: "success",
  isGuarded: false,
  timeoutMinutes: 0,
  continueOnError: false,
  background: false,
  retries: 0,
};

function tableOf(
  steps: readonly StepRow[],
  job: Partial<JobRow> = {},
  workflow: Partial<WorkflowRow> = {},
): JobTable {
  const row: JobRow = {
    id: "test",
    needs: [],
    needsAny: [],
    runsOn: ["push to main"],
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
    steps,
    outputs: {},
    ...job,
  };
  return {
    workflows: [
      { name: "ci", startsOn: ["push to main"], schedules: [], inputs: [], jobs: [row], ...workflow },
    ],
  };
}

describe("cacheKey", () => {
  it.each([
    ["gems-Linux-X64-v1-", ["Gemfile.lock"], ["files Gemfile.lock", "text gems", "text v1"]],
    ["gems-linux-amd64-v1", ["./Gemfile.lock"], ["files Gemfile.lock", "text gems", "text v1"]],
    ["gems-{{ arch }}-v1-{{ git.branch }}", [], ["name git.branch", "text gems", "text v1"]],
    ["", [], []],
  ])("finds what %j and %j hang on", (text, files, items) => {
    expect(cacheKey(text, files)).toEqual(items);
  });

  it("has words of a beginning in their order", () => {
    expect(cacheBeginning("gems-linux-amd64-v1-{{ git.branch }}-")).toBe("gems-v1-name git.branch");
  });
});

describe("a cache that is restored and saved", () => {
  const paths = ["tmp"];
  const restore: StepRow = { kind: "cache", paths, mode: "restore", key: ["text a"] };

  it("is one row when the keys are the same, or told by the step before", () => {
    for (const key of [["text a"], ["name github: steps.x.outputs.cache-primary-key"]])
      expect(joinCaches([restore, { kind: "cache", paths, mode: "save", key }])).toEqual([
        { ...restore, mode: "both" },
      ]);
  });

  it("is two rows when it is saved under another key, or under none", () => {
    for (const key of [["text b"], []])
      expect(joinCaches([restore, { kind: "cache", paths, mode: "save", key }])).toHaveLength(2);
  });
});

describe("settle", () => {
  it("puts a value that cig hands to a script into the script, and leaves the author's variables", () => {
    const env = {
      CIG_INPUTS_DRY_RUN: "{{ inputs.dry-run }}",
      CIG_SHA: "{{ git.sha }}",
      CIG_GIT_SHA: "{{ git.sha }}",
    };
    const table = settle(tableOf([{ ...run, script: 'echo "${CIG_INPUTS_DRY_RUN}" "${CIG_SHA}"', env }]));
    expect(table.workflows[0]!.jobs[0]!.steps[0]).toMatchObject({
      script: 'echo "{{ inputs.dry-run }}" "${CIG_SHA}"',
      env: { CIG_SHA: "{{ git.sha }}", CIG_GIT_SHA: "{{ git.sha }}" },
    });
  });
});

describe("what only some providers have", () => {
  const upload: StepRow = {
    kind: "upload",
    name: "site",
    paths: ["public"],
    retentionDays: 3,
    ifMissing: "error",
  };
  const said = tableOf(
    [upload],
    { environmentUrl: "https://a.example" },
    { paths: ["push a/**"], concurrency: "x" },
  );

  it("is compared where both tables say it", () => {
    const other = tableOf(
      [{ ...upload, retentionDays: 4, ifMissing: "warn" }],
      { environmentUrl: "" },
      { paths: [], concurrency: "" },
    );
    expect(compareTables(said, other).differences.map(({ path }) => path)).toEqual([
      "ci/paths/push a/**",
      "ci/concurrency",
      "ci/jobs/test/environmentUrl",
      "ci/jobs/test/steps/1 upload/retentionDays",
      "ci/jobs/test/steps/1 upload/ifMissing",
    ]);
  });

  it("is not compared where one has no such thing", () => {
    const other = tableOf([{ kind: "upload", name: "site", paths: ["public"] }]);
    expect(compareTables(said, other).differences).toEqual([]);
  });
});

describe("factsOn", () => {
  it("calls the default branch what the repository calls it", () => {
    expect(factsOn("push to main", "master")).toMatchObject({ branch: "master", ref: "refs/heads/master" });
    expect(factsOn("schedule", "master").branch).toBe("master");
    expect(factsOn("pull request", "master")).toMatchObject({ baseBranch: "master", branch: "feature/x" });
    expect(factsOn("pull request of a fork", "master")).toMatchObject({ headBranch: "master", branch: "" });
    expect(factsOn("merge queue", "master").branch).toBe("gh-readonly-queue/master/pr-7-0123456");
  });
});
