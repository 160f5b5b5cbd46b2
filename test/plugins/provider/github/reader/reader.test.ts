import { describe, expect, it } from "vitest";
import { readGithub } from "../../../../../plugins/provider/github/reader/reader.ts";
import type { JobRow, JobTable, StepRow } from "../../../../../sdk/table/table.ts";

const path = ".github/workflows/ci.yml";

function read(text: string, more: Readonly<Record<string, string>> = {}): JobTable {
  return readGithub(new Map(Object.entries({ [path]: text, ...more })));
}

function jobsOf(text: string, more?: Readonly<Record<string, string>>): Record<string, JobRow> {
  return Object.fromEntries(
    read(text, more).workflows.flatMap(({ jobs }) => jobs.map((job) => [job.id, job])),
  );
}

/** A workflow that starts on everything, with these jobs. */
function withJobs(jobs: string): string {
  return `on: [push, pull_request, merge_group, schedule, workflow_dispatch, release]\njobs:\n${jobs}`;
}

const everything = [
  "push to main",
  "push to feature/x",
  "tag v1.2.3",
  "pull request",
  "pull request of a fork",
  "merge queue",
  "schedule",
  "by hand",
  "release",
];

/** What only GitHub has a word for has a test of its own. */
function withoutExtras({ workflows }: JobTable): JobTable {
  return {
    workflows: workflows.map(({ extras: _, jobs, ...workflow }) => ({
      ...workflow,
      jobs: jobs.map(({ extras: _, steps, ...job }) => ({
        ...job,
        steps: steps.map(({ extras: _, ...step }) => step as StepRow),
      })),
    })),
  };
}

describe("readGithub", () => {
  it("keeps beside its rows what only GitHub has a word for", () => {
    const { workflows } = read(`
on: { issues: { types: [opened] }, push: null }
run-name: Run
jobs:
  test:
    name: Test \${{ matrix.node }}
    if: vars.X == 'z'
    runs-on: ubuntu-latest
    strategy: { matrix: { node: [20] } }
    container: { image: alpine, options: --cpus  1 }
    steps:
      - uses: actions/checkout@v4
        with: { persist-credentials: true, token: "\${{ secrets.T }}" }
      - { uses: a/b@v1, id: b, timeout-minutes: 3, env: { X: "1" } }
      - { run: make, shell: bash, if: "steps.b.outputs.c == 'd'" }
      - { run: make }
`);
    const [workflow] = workflows;
    const [job] = workflow!.jobs;
    expect(workflow!.extras?.entries).toEqual({
      "on.issues": '{"types":["opened"]}',
      "run-name": "Run",
      permissions: "those of the settings",
    });
    expect(job!.extras?.entries).toEqual({
      name: "Test 20",
      if: "vars.X == 'z'",
      container: '{"options":"--cpus 1"}',
    });
    expect(job!.steps.map(({ extras }) => extras?.entries)).toEqual([
      { "with.token": "{{ secrets.T }}" },
      { id: "b", "timeout-minutes": "3", "env.X": "1" },
      { shell: "bash -eo pipefail", if: "steps.b.outputs.c == 'd'" },
      { shell: "sh" },
    ]);
  });

  it("reads a whole workflow", () => {
    const table = read(`
name: Build & test
on:
  push:
    branches: [main]
  schedule:
    - cron: "30 4 * * 1"
  workflow_dispatch:
    inputs:
      target: { type: string }
permissions: { contents: read }
env: { COLOUR: blue }
jobs:
  test:
    if: github.ref == 'refs/heads/main'
    runs-on: ubuntu-24.04-arm
    timeout-minutes: 12
    env: { PORT: 5432 }
    services:
      db:
        image: postgres:16
        ports: ["5432:5432", "1:2"]
        env: { POSTGRES_PASSWORD: "\${{ secrets.DB_PASSWORD }}" }
        options: --health-cmd "pg_isready -U \\"me\\"" --health-retries 3
    outputs: { sum: "\${{ steps.sum.outputs.value }}" }
    steps:
      - uses: actions/checkout@v4
        with: { fetch-depth: 0, submodules: recursive }
      - id: sum
        run: |
          echo "value=$(sha256sum a)" >> "$GITHUB_OUTPUT"
        env: { SHA: "\${{ github.sha }}" }
        working-directory: ./app/
        continue-on-error: true
      - if: failure()
        uses: actions/upload-artifact@0123456789012345678901234567890123456789
        with: { name: logs, path: "log/*.txt" }
`);
    expect(withoutExtras(table)).toEqual({
      workflows: [
        {
          name: "Build & test",
          startsOn: ["push to main", "schedule", "by hand"],
          schedules: ["30 4 * * 1 UTC"],
          inputs: ["target"],
          paths: [],
          concurrency: "",
          cancels: [],
          gate: "",
          jobs: [
            {
              id: "test",
              needs: [],
              needsAny: [],
              runsOn: ["push to main", "schedule", "by hand"],
              runsAfter: "success",
              os: "linux",
              arch: "arm64",
              services: [
                {
                  name: "db",
                  image: "postgres:16",
                  ports: ["1:2", "5432"],
                  env: { POSTGRES_PASSWORD: "{{ secrets.DB_PASSWORD }}" },
                  waitsUntilReady: true,
                  ready: 'pg_isready -U "me"',
                },
              ],
              secrets: ["DB_PASSWORD"],
              timeoutMinutes: 12,
              continueOnError: false,
              permissions: ["contents: read"],
              cancels: [],
              environmentUrl: "",
              approval: false,
              retries: 0,
              parallelism: 1,
              maxParallel: 0,
              failFast: false,
              oidc: false,
              isSkippable: false,
              outputs: { sum: "{{ steps.sum.outputs.value }}" },
              steps: [
                {
                  kind: "checkout",
                  ref: "",
                  depth: 0,
                  submodules: true,
                  lfs: false,
                  runsOn: everything,
                  runsAfter: "success",
                },
                {
                  kind: "run",
                  script: 'echo "value=$(sha256sum a)" >> "$GITHUB_OUTPUT"',
                  env: { COLOUR: "blue", PORT: "5432", SHA: "{{ git.sha }}" },
                  workingDirectory: "app",
                  shell: "bash",
                  runsOn: everything,
                  runsAfter: "success",
                  isGuarded: false,
                  timeoutMinutes: 0,
                  continueOnError: true,
                  background: false,
                  retries: 0,
                },
                {
                  kind: "upload",
                  name: "logs",
                  paths: ["log/*.txt"],
                  retentionDays: 0,
                  ifMissing: "warn",
                  runsOn: everything,
                  runsAfter: "failure",
                },
              ],
            },
          ],
        },
      ],
    });
  });

  it.each([
    ["push", ["push to main", "push to feature/x", "tag v1.2.3"]],
    ["{ push: { tags: ['v*'] } }", ["tag v1.2.3"]],
    ["{ push: { branches: ['**', '!feature/**'] } }", ["push to main"]],
    ["{ push: { branches-ignore: [main] } }", ["push to feature/x"]],
    ["{ push: { branches: [main], tags: ['v1.[0-9]+.?'] } }", ["push to main"]],
    ["{ push: { branches: [main], tags: ['v1.[0-9].*'] } }", ["push to main", "tag v1.2.3"]],
    ["{ pull_request: { branches: [develop] } }", []],
    ["{ pull_request: { types: [labeled] } }", []],
    ["pull_request_target", ["pull request", "pull request of a fork"]],
    ["{ release: { types: [published] } }", ["release"]],
    ["{ release: { types: [deleted] } }", []],
    ["[merge_group, workflow_dispatch]", ["merge queue", "by hand"]],
    ["workflow_call", []],
  ])("knows what %s starts on", (on, startsOn) => {
    const text = `on: ${on}\njobs: { a: { runs-on: ubuntu-latest, steps: [{ run: make }] } }`;
    expect(read(text).workflows[0]!.startsOn).toEqual(startsOn);
  });

  it.each([
    ["github.event_name == 'push'", ["push to main", "push to feature/x", "tag v1.2.3"], "success"],
    ["github.ref_type == 'tag'", ["tag v1.2.3", "release"], "success"],
    ["startsWith(github.ref, 'refs/heads/feature/')", ["push to feature/x"], "success"],
    ["github.head_ref == 'main'", ["pull request of a fork"], "success"],
    ["github.event.pull_request.head.repo.full_name == github.repository", ["pull request"], "success"],
    ["github.event.pull_request.head.repo.fork", ["pull request of a fork"], "success"],
    ["always()", everything, "always"],
    ["failure()", everything, "failure"],
    ["failure() || cancelled()", everything, "failure"],
    ["'${{ !cancelled() }}'", everything, "always"],
    ["false", [], "success"],
    ["needs.build.outputs.x == 'y'", everything, "success"],
    ["needs.build.result == 'failure' && always()", everything, "failure"],
    ["contains(needs.*.result, 'failure') && always()", everything, "failure"],
    ["github.repository == 'acme/shop'", everything, "success"],
  ])("asks the condition %s for each occasion", (condition, runsOn, runsAfter) => {
    const jobs = jobsOf(
      withJobs(`  build: { runs-on: ubuntu-latest, steps: [] }
  test: { needs: build, if: ${condition.startsWith("'") ? condition : JSON.stringify(condition)}, runs-on: ubuntu-latest, steps: [] }`),
    );
    expect(jobs.test).toMatchObject({ runsOn, runsAfter });
  });

  it("expands a matrix as GitHub does, and puts its values in their places", () => {
    const jobs = jobsOf(
      withJobs(`  test:
    runs-on: \${{ matrix.os }}
    strategy:
      fail-fast: false
      max-parallel: 2
      matrix:
        os: [ubuntu-24.04, macos-14]
        ruby: ["3.2", head]
        exclude: [{ os: macos-14, ruby: head }]
        include: [{ ruby: head, experimental: true }, { os: windows-2022, ruby: "3.2" }]
    continue-on-error: \${{ matrix.experimental == true }}
    steps:
      - uses: ruby/setup-ruby@v1
        with: { ruby-version: "\${{ matrix.ruby }}" }
      - run: rake
        if: matrix.ruby == 'head'
        env: { EXTRA: "\${{ matrix.experimental || 'none' }}" }
      - uses: actions/upload-artifact@v4
        with: { name: "coverage-\${{ matrix.os }}-\${{ matrix.ruby }}", path: coverage }
  after: { needs: test, runs-on: ubuntu-latest, steps: [] }`),
    );
    expect(Object.keys(jobs)).toEqual([
      "after",
      "test-macos-14-ruby3.2",
      "test-ubuntu-24.04-head",
      "test-ubuntu-24.04-ruby3.2",
      "test-windows-2022-ruby3.2",
    ]);
    expect(jobs.after!.needs).toEqual([
      "test-macos-14-ruby3.2",
      "test-ubuntu-24.04-head",
      "test-ubuntu-24.04-ruby3.2",
      "test-windows-2022-ruby3.2",
    ]);
    expect(jobs["test-macos-14-ruby3.2"]).toMatchObject({
      os: "macos",
      arch: "arm64",
      machine: "macos-14",
      continueOnError: false,
      failFast: false,
      maxParallel: 2,
    });
    const head = jobs["test-ubuntu-24.04-head"]!;
    expect(head.continueOnError).toBe(true);
    expect(head.steps).toMatchObject([
      { kind: "toolchain", tool: "ruby", version: "head" },
      { kind: "run", env: { EXTRA: "true" }, runsOn: everything },
      { kind: "upload", name: "coverage", paths: ["coverage"] },
    ]);
    expect(jobs["test-ubuntu-24.04-ruby3.2"]!.steps[1]).toMatchObject({ env: { EXTRA: "none" }, runsOn: [] });
  });

  it("puts composite actions of the repository in their places", () => {
    const { test } = jobsOf(
      withJobs(`  test:
    runs-on: ubuntu-latest
    steps:
      - uses: ./.github/actions/greet
        if: github.event_name == 'push'
        with: { who: world }
      - uses: acme/tool@v1`),
      {
        ".github/actions/greet/action.yml": `
inputs:
  who: { default: you }
  how: { default: warmly }
runs:
  using: composite
  steps:
    - run: ./greet "$WHO" "$HOW"
      shell: sh
      env: { WHO: "\${{ inputs.who }}", HOW: "\${{ inputs.how }}" }`,
      },
    );
    expect(test!.steps).toMatchObject([
      {
        script: './greet "$WHO" "$HOW"',
        shell: "sh",
        env: { WHO: "world", HOW: "warmly" },
        runsOn: ["push to main", "push to feature/x", "tag v1.2.3"],
      },
      { kind: "native", uses: "acme/tool" },
    ]);
  });

  it("takes a restored and later saved cache for one", () => {
    const { test } = jobsOf(
      withJobs(`  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/cache/restore@v4
        with: { path: "a\\nb", key: k }
      - uses: actions/cache/restore@v4
        with: { path: only, key: k }
      - run: make
      - if: always()
        uses: actions/cache/save@v4
        with: { path: "a\\nb", key: k }`),
    );
    expect(test!.steps).toMatchObject([
      { kind: "cache", paths: ["a", "b"], mode: "both" },
      { kind: "cache", paths: ["only"], mode: "restore" },
      { kind: "run" },
    ]);
    expect(test!.steps).toHaveLength(3);
  });

  it("reads the results of jobs that are asked one by one as needs", () => {
    const jobs = jobsOf(
      withJobs(`  a: { runs-on: ubuntu-latest, steps: [] }
  b: { runs-on: ubuntu-latest, steps: [] }
  c: { runs-on: ubuntu-latest, steps: [] }
  d:
    needs: [a, b, c]
    if: \${{ !cancelled() && needs.c.result == 'success' && (needs.a.result == 'success' || needs.b.result == 'success') }}
    runs-on: ubuntu-latest
    steps: []`),
    );
    expect(jobs.d).toMatchObject({ needs: ["c"], needsAny: ["a", "b"], runsAfter: "success" });
  });

  it("finds the script in a shell that tries it again, or leaves it in the background", () => {
    const { test } = jobsOf(
      withJobs(`  test:
    runs-on: ubuntu-latest
    steps:
      - run: ./flaky
        shell: bash -c "for left in 2 1 0; do timeout -k 10 120 bash --noprofile --norc -eo pipefail $0; code=$?; [ $code = 0 ] && break; echo Exit status $code, $left tries left; done; exit $code" {0}
      - run: ./server
        shell: bash -c "(sh -e $0; code=$?; echo $code > $RUNNER_TEMP/cig-background-1.status) > $RUNNER_TEMP/cig-background-1.log 2>&1 < /dev/null &" {0}
      - run: ./once`),
    );
    expect(test!.steps).toMatchObject([
      { script: "./flaky", shell: "bash", retries: 2, timeoutMinutes: 2, background: false },
      { script: "./server", shell: "sh", retries: 0, background: true },
      { script: "./once", shell: "bash", retries: 0 },
    ]);
  });

  it("takes tries of every script for tries of the job", () => {
    const again =
      'bash -c "for left in 1 0; do bash --noprofile --norc -eo pipefail $0; code=$?; [ $code = 0 ] && break; echo x; done; exit $code" {0}';
    const { test } = jobsOf(
      withJobs(`  test:
    runs-on: ubuntu-latest
    steps:
      - { run: a, shell: '${again}' }
      - { run: b, shell: '${again}' }
      - { run: c, continue-on-error: true }`),
    );
    expect(test).toMatchObject({ retries: 1, steps: [{ retries: 0 }, { retries: 0 }, { retries: 0 }] });
  });

  it("counts the copies of a job that an axis numbers", () => {
    const { test } = jobsOf(
      withJobs(`  test:
    runs-on: ubuntu-latest
    strategy: { matrix: { shard: [0, 1, 2] } }
    env: { CIG_SHARD_INDEX: "\${{ matrix.shard }}", CIG_SHARD_TOTAL: "3" }
    steps: [{ run: make }]`),
    );
    expect(test).toMatchObject({
      id: "test",
      parallelism: 3,
      steps: [{ env: { CIG_SHARD_INDEX: "{{ shard.index }}", CIG_SHARD_TOTAL: "{{ shard.total }}" } }],
    });
  });

  it.each([
    ["[self-hosted, linux, ARM64]", "linux", "arm64", "self-hosted, linux, ARM64"],
    ["macos-15-intel", "macos", "amd64", undefined],
    ["macos-13", "macos", "amd64", "macos-13"],
    ["windows-latest", "windows", "amd64", undefined],
    ["{ group: big, labels: [linux] }", "linux", "amd64", "group big, linux"],
    [
      '"${{ fromJSON(\'[\\"self-hosted\\", \\"x64\\"]\') }}"',
      "linux",
      "amd64",
      '{{ github: fromJSON(\'["self-hosted", "x64"]\') }}',
    ],
  ])("knows the machine behind %s", (runsOn, os, arch, machine) => {
    const { test } = jobsOf(withJobs(`  test: { runs-on: ${runsOn}, steps: [] }`));
    expect([test!.os, test!.arch]).toEqual([os, arch]);
    if (!machine?.startsWith("{{")) expect(test!.machine).toBe(machine);
  });

  it.each([
    ["${{ github.head_ref || github.ref_name }}", "{{ git.branch }}"],
    ["${{ github.head_ref || github.ref_type == 'branch' && github.ref_name || '' }}", "{{ git.branch }}"],
    ["v${{ github.run_number }}.${{ github.run_attempt }}", "v{{ run.number }}.{{ run.attempt }}"],
    ["${{ github.server_url }}/${{ github.repository }}/actions/runs/${{ github.run_id }}", "{{ run.url }}"],
    ["${{ github.event_name == 'workflow_dispatch' && 'manual' || github.event_name }}", "{{ run.event }}"],
    ["${{ '${{' }} literal", "${{ literal"],
    ["${{ needs.build.outputs.x }}", "{{ jobs.build.outputs.x }}"],
    ["${{ format('{0}!', 'hi') }}", "hi!"],
    ["${{ hashFiles( '**/a' ) }}", "{{ github: hashFiles('**/a') }}"],
    ["${{ broken ", "${{ broken "],
    ["${{ contains('}}', 'x') }}", "false"],
  ])("writes the text %s in cig's words", (source, text) => {
    const { test } = jobsOf(
      withJobs(
        `  test: { runs-on: ubuntu-latest, steps: [{ run: a, env: { X: ${JSON.stringify(source)} } }] }`,
      ),
    );
    expect(test!.steps).toMatchObject([{ env: { X: text } }]);
  });

  it("takes a call of another workflow for a step of its own", () => {
    const { test } = jobsOf(
      withJobs("  test: { uses: acme/shared/.github/workflows/x.yml@v1, secrets: inherit }"),
    );
    expect(test!.steps).toEqual([{ kind: "native", uses: "acme/shared/.github/workflows/x.yml" }]);
  });

  it("names the file that is no YAML", () => {
    expect(() => read("on: [push\njobs: {")).toThrow(".github/workflows/ci.yml is no YAML");
  });

  it("leaves out files that are no workflows", () => {
    expect(read("on: push", { ".github/dependabot.yml": "version: 2" }).workflows).toEqual([]);
  });
});

describe("values of the matrix", () => {
  const rows = read(`
on: push
concurrency: { group: ci, cancel-in-progress: "\${{ github.event_name == 'pull_request' }}" }
jobs:
  test:
    strategy: { matrix: { os: [windows-latest, ubuntu-latest] } }
    runs-on: \${{ fromJSON('["self-hosted", "linux"]') }}
    timeout-minutes: "\${{ matrix.os == 'windows-latest' && 20 || 10 }}"
    continue-on-error: "\${{ matrix.os == 'windows-latest' }}"
    steps:
      - run: make
        shell: "\${{ matrix.os == 'windows-latest' && 'pwsh' || 'bash' }}"
        working-directory: "\${{ matrix.os }}/app"
  plain: { runs-on: ubuntu-latest, steps: [{ run: make }] }
`).workflows[0]!;

  it("decide on shells, folders, minutes and tolerance of each variant", () => {
    const [plain, ubuntu, windows] = rows.jobs;
    expect(windows).toMatchObject({
      timeoutMinutes: 20,
      continueOnError: true,
      machine: "self-hosted, linux",
    });
    expect(windows!.steps[0]).toMatchObject({ shell: "pwsh", workingDirectory: "windows-latest/app" });
    expect(ubuntu).toMatchObject({ timeoutMinutes: 10, continueOnError: false });
    expect(ubuntu!.steps[0]).toMatchObject({ shell: "bash", workingDirectory: "ubuntu-latest/app" });
    expect(plain!.timeoutMinutes).toBe(360);
  });

  it("leave the group of the workflow, which ends older runs where its condition says", () => {
    expect(rows).toMatchObject({ concurrency: "ci", cancels: ["pull request", "pull request of a fork"] });
  });
});

it("reads paths, keys of caches, retention, and the default branch that it is told", () => {
  const text = `
on: { push: { branches: [master], paths: ["a/**"] }, pull_request: { paths-ignore: [docs] } }
jobs:
  a:
    runs-on: ubuntu-latest
    environment: { name: live, url: "https://x.example" }
    steps:
      - uses: actions/cache@v4
        with: { path: tmp, key: "v1-\${{ runner.os }}-\${{ hashFiles('a.lock', 'b.lock') }}", restore-keys: "v1-" }
      - uses: actions/upload-artifact@v4
        with: { name: x, path: y, retention-days: 3, if-no-files-found: error }
`;
  const files = new Map([[".github/workflows/ci.yml", text]]);
  const [row] = readGithub(files, { defaultBranch: "master" }).workflows;
  expect(row).toMatchObject({ startsOn: ["push to main", "pull request", "pull request of a fork"] });
  expect(row!.paths).toEqual(["push a/**", "pull request !docs"]);
  expect(row!.jobs[0]!.environmentUrl).toBe("https://x.example");
  expect(row!.jobs[0]!.steps).toMatchObject([
    { kind: "cache", key: ["files a.lock", "files b.lock", "text v1"], restoreKeys: ["v1"] },
    { kind: "upload", retentionDays: 3, ifMissing: "error" },
  ]);
  expect(readGithub(files).workflows[0]!.startsOn).not.toContain("push to main");
});
