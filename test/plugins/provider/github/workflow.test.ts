import { Access, Function as F, named, reference, text } from "cig/sdk";
import { describe, expect, it } from "vitest";
import { judgeWorkflow } from "../../../validators/github.ts";
import { apply, github, job, lit, matrix, ref, render, run, tab, txt } from "./requests.ts";

const checkout = (value = {}) => ({ kind: { case: "checkout", value } }) as never;

describe("a workflow", () => {
  it("says everything that a careful person says, in the order that readers expect", async () => {
    const { content, diagnostics } = await render({
      triggers: { push: { branches: ["main"] }, pullRequest: {}, mergeQueue: true },
      jobs: [job("lint", { steps: [checkout(), run("npm run lint")] }), job("test", { needs: ["lint"] })],
    });
    expect(diagnostics).toEqual([]);
    expect(content).toBe(`name: CI

on:
  push:
    branches: [main]
  pull_request:
  merge_group:

permissions:
  contents: read

concurrency:
  group: \${{ github.workflow }}-\${{ github.ref }}
  cancel-in-progress: \${{ github.event_name == 'pull_request' }}

jobs:
  lint:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - name: Check out
        uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          persist-credentials: false
      - run: npm run lint

  test:
    needs: lint
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: make
`);
    expect(await judgeWorkflow(content)).toEqual([]);
  });

  it("translates every trigger and joins positive and negative lists, which GitHub refuses side by side", async () => {
    const { content, diagnostics } = await render({
      triggers: {
        push: {
          branches: ["main", "release/*"],
          branchesIgnore: ["release/old"],
          tags: ["v*"],
          paths: ["src/**"],
          pathsIgnore: ["src/**/*.md"],
        },
        pullRequest: { types: ["opened", "labeled"], branches: ["main"], pathsIgnore: ["docs/**"] },
        schedule: [{ cron: "30 5 * * MON-FRI" }, { cron: "*/15 * * * *", timezone: "Europe/Berlin" }],
        manual: {
          inputs: [
            {
              name: "target",
              description: "Where to?",
              type: "choice",
              options: ["staging", "production"],
              default: txt("staging"),
              required: true,
            },
            { name: "dry", type: "boolean", default: { kind: { case: "boolean", value: true } } },
          ],
        },
        release: { types: ["published"] },
      } as never,
      jobs: [job("a")],
    });
    expect(diagnostics).toEqual([]);
    expect(content.slice(content.indexOf("on:"), content.indexOf("\n\npermissions"))).toBe(`on:
  push:
    branches: [main, release/*, "!release/old"]
    tags: [v*]
    paths:
      - src/**
      - "!src/**/*.md"
  pull_request:
    types: [opened, labeled]
    branches: [main]
    paths-ignore:
      - docs/**
  schedule:
    - cron: "30 5 * * MON-FRI"
    - cron: "*/15 * * * *"
      timezone: Europe/Berlin
  workflow_dispatch:
    inputs:
      target:
        description: Where to?
        type: choice
        required: true
        default: staging
        options:
          - staging
          - production
      dry:
        type: boolean
        default: true
  release:
    types: [published]`);
    expect(await judgeWorkflow(content)).toEqual([]);
  });

  it("runs on pushes to the default branch and pull requests when nothing is said", async () => {
    const { content } = await render({ project: { defaultBranch: "trunk" }, jobs: [job("a")] });
    expect(content).toContain("on:\n  push:\n    branches: [trunk]\n  pull_request:\n\n");
  });

  it("is named after its file when nothing else is said", async () => {
    const name = async (path: string) =>
      /^name: (.*)/.exec((await render({ path, description: "", jobs: [job("a")] })).content)?.[1];
    expect(await name(".github/workflows/ci.yml")).toBe("CI");
    expect(await name(".github/workflows/build-docs.yaml")).toBe("Build docs");
  });

  it("does not cancel anything where there are no pull requests", async () => {
    const { content } = await render({ triggers: { manual: {} }, jobs: [job("a")] });
    expect(content).toContain(
      "on:\n  workflow_dispatch:\n\npermissions:\n  contents: read\n\nconcurrency:\n  group: ${{ github.workflow }}-${{ github.ref }}\n\njobs:",
    );
  });

  it("keeps the right to read the sources beside the rights that are given", async () => {
    const { content } = await render({
      permissions: [{ scope: "pull-requests", access: Access.WRITE }],
      jobs: [job("a", { steps: [checkout()] })],
    });
    expect(content).toContain("permissions:\n  contents: read\n  pull-requests: write\n");
  });

  it("quotes what another parser would read as something else", async () => {
    const { content } = await render({
      env: [
        named("NO", "on"),
        named("TIME", "1:30"),
        named("BIG", "1_000"),
        named("VERSION", "3.10"),
        named("MERGE", "<<"),
        named("FLAG", "true"),
        named("SHA", "1e10"),
        named("NAME", "plain words"),
        named("EMPTY", ""),
      ],
      jobs: [job("a")],
    });
    expect(content).toContain(`env:
  "NO": "on"
  TIME: "1:30"
  BIG: "1_000"
  VERSION: "3.10"
  MERGE: "<<"
  FLAG: "true"
  SHA: "1e10"
  NAME: plain words
  EMPTY: ""
`);
  });

  it("merges what is for GitHub alone last, its expressions intact, known keys in their place", async () => {
    const { content, diagnostics } = await render({
      env: [named("A", "1")],
      providerOptions: github({
        "run-name": txt("By ${{ github.actor }}"),
        env: tab({ B: txt("2") }),
        "x-extra": txt("kept"),
      }),
      jobs: [
        job("a", {
          steps: [
            {
              ...run("make"),
              providerOptions: github({ "working-directory": txt("web"), run: txt("make all") }),
            },
          ],
          providerOptions: github({ permissions: txt("read-all"), name: txt("On ${{ github.ref }}") }),
        }),
      ],
    });
    expect(diagnostics).toEqual([]);
    expect(content).toContain("name: CI\n\nrun-name: By ${{ github.actor }}\n\non:");
    expect(content).toContain('env:\n  A: "1"\n  B: "2"\n\njobs:');
    expect(content).toContain(`  a:
    name: On \${{ github.ref }}
    runs-on: ubuntu-latest
    permissions: read-all
    timeout-minutes: 10
    steps:
      - run: make all
        working-directory: web

x-extra: kept
`);
  });

  it("calls another workflow when the escape hatch says so", async () => {
    const { content, diagnostics } = await render({
      jobs: [
        job("deploy", {
          steps: [checkout()],
          providerOptions: github({ uses: txt("./.github/workflows/deploy.yml"), secrets: txt("inherit") }),
        }),
      ],
    });
    expect(diagnostics).toEqual([]);
    expect(content.slice(content.indexOf("jobs:"))).toBe(`jobs:
  deploy:
    uses: ./.github/workflows/deploy.yml
    secrets: inherit
`);
  });

  it("picks a runner by the axes of the matrix", async () => {
    const line = async (axes: Record<string, string[]>, more = {}) =>
      /runs-on: (.*)/.exec(
        (await render({ jobs: [job("t", { ...matrix("t", axes), ...more })] })).content,
      )?.[1];
    expect(await line({ arch: ["amd64", "arm64"] })).toBe(
      "${{ matrix.arch == 'arm64' && 'ubuntu-24.04-arm' || 'ubuntu-latest' }}",
    );
    expect(await line({ os: ["linux", "windows"] })).toBe(
      "${{ matrix.os == 'windows' && 'windows-latest' || 'ubuntu-latest' }}",
    );
    expect(await line({ os: ["linux", "macos"], arch: ["amd64", "arm64"] })).toBe(
      "${{ matrix.os == 'linux' && matrix.arch == 'arm64' && 'ubuntu-24.04-arm' || matrix.os == 'macos' && matrix.arch == 'amd64' && 'macos-15-intel' || matrix.os == 'macos' && matrix.arch == 'arm64' && 'macos-latest' || 'ubuntu-latest' }}",
    );
    expect(await line({ os: ["ubuntu-24.04", "windows-2022"] })).toBe("${{ matrix.os }}");
    expect(await line({ os: ["ubuntu-24.04"] })).toBe("ubuntu-24.04");
    expect(await line({ os: ["ubuntu-24.04"] }, { runner: { label: text(reference("matrix.os")) } })).toBe(
      "${{ matrix.os }}",
    );
    expect(await line({ os: ["debian", "alpine"] })).toBe("ubuntu-latest");
    expect(
      await line({ machine: ["big", "small"] }, { runner: { label: text(reference("matrix.machine")) } }),
    ).toBe("${{ matrix.machine }}");
    expect(await line({ on: ["linux", "macos"] }, { runner: { label: text(reference("matrix.on")) } })).toBe(
      "${{ matrix.on == 'macos' && 'macos-latest' || 'ubuntu-latest' }}",
    );
    expect(await line({ arch: ["arm64"] })).toBe("ubuntu-24.04-arm");
    expect(
      await line(
        { arch: ["amd64", "arm64"] },
        { runner: { providerOptions: github({ "runs-on": txt("big") }) } },
      ),
    ).toBe("big");
    expect(await line({}, { runner: { os: "macos" } })).toBe("macos-latest");
    expect(await line({}, { runner: { os: "macos", arch: "amd64" } })).toBe("macos-15-intel");
    expect(await line({}, { runner: { id: "ubuntu-24.04", os: "linux", arch: "arm64" } })).toBe(
      "ubuntu-24.04-arm",
    );
    expect(await line({}, { runner: { os: "windows", arch: "arm64" } })).toBe("windows-11-arm");
  });

  it("uses bash on Windows, too", async () => {
    const { content } = await render({
      jobs: [job("t", matrix("t", { os: ["ubuntu-24.04", "windows-2022"] }))],
    });
    expect(content).toContain("    defaults:\n      run:\n        shell: bash\n");
  });

  it("keeps a matrix with its includes, excludes, limits and tables", async () => {
    const { content, diagnostics } = await render({
      jobs: [
        job("t", {
          matrix: {
            axes: [
              { name: "ruby", values: [txt("3.2"), txt("3.3")] },
              {
                name: "db",
                values: [tab({ name: txt("pg"), port: { kind: { case: "integer", value: 5432n } } })],
              },
            ],
            include: [
              {
                entries: [
                  { key: "ruby", value: txt("head") },
                  { key: "experimental", value: { kind: { case: "boolean", value: true } } },
                ],
              },
            ],
            exclude: [{ entries: [{ key: "ruby", value: txt("3.2") }] }],
            failFast: false,
            maxParallel: 2,
          },
          variants: [{ id: "t-a" }, { id: "t-b" }],
          steps: [
            run("test", {
              env: [named("DB", reference("matrix.db.name")), named("X", reference("matrix.experimental"))],
            }),
          ],
        } as never),
      ],
    });
    expect(diagnostics).toEqual([]);
    expect(content.slice(content.indexOf("    strategy:"))).toBe(`    strategy:
      fail-fast: false
      max-parallel: 2
      matrix:
        ruby: ["3.2", "3.3"]
        db:
          - name: pg
            port: 5432
        include:
          - ruby: head
            experimental: true
        exclude:
          - ruby: "3.2"
    timeout-minutes: 10
    steps:
      - run: test
        env:
          DB: \${{ matrix.db.name }}
          X: \${{ matrix.experimental }}
`);
    expect(await judgeWorkflow(content)).toEqual([]);
  });

  it("waits for services and hands their addresses to the job unless cig.toml has its own", async () => {
    const { content } = await render({
      env: [named("REDIS_URL", "redis://cache")],
      jobs: [
        job("t", {
          image: {
            image: text("ruby:3.3"),
            options: ["--user", "1001", "--label", "a b"],
            env: [named("X", "y")],
          },
          services: [
            {
              name: "postgres",
              image: text("postgres:", reference("git.branch")),
              ports: [{ container: 5432 }, { container: 80, host: 8080 }],
              env: [named("POSTGRES_PASSWORD", reference("secrets.PG"))],
              ready: { command: 'psql -c "select 1"', retries: 9 },
              options: ["--tmpfs", "/x"],
              exports: [named("DATABASE_URL", "postgres://postgres"), named("REDIS_URL", "x")],
            },
          ],
        }),
      ],
    });
    expect(content.slice(content.indexOf("    container:"))).toBe(`    container:
      image: ruby:3.3
      env:
        X: "y"
      options: --user 1001 --label "a b"
    services:
      postgres:
        image: postgres:\${{ github.head_ref || github.ref_type == 'branch' && github.ref_name || '' }}
        env:
          POSTGRES_PASSWORD: \${{ secrets.PG }}
        ports:
          - "5432:5432"
          - "8080:80"
        options: --tmpfs /x --health-cmd "psql -c \\"select 1\\"" --health-interval 10s --health-timeout 5s --health-retries 9
    timeout-minutes: 10
    env:
      DATABASE_URL: postgres://postgres
    defaults:
      run:
        shell: bash
    steps:
      - run: make
`);
    expect(await judgeWorkflow(content)).toEqual([]);
  });

  it("reads outputs of the jobs that a job waits for", async () => {
    const { content } = await render({
      jobs: [
        job("a", {
          steps: [run("x", { id: "v" })],
          outputs: [named("tag", reference("steps.v.outputs.tag"))],
        }),
        job("b", {
          needs: ["a"],
          condition: apply(F.EQUAL, ref("jobs.a.outputs.tag"), lit(txt("it's"))),
          environment: { name: text("prod"), url: text(reference("run.url")) },
          concurrency: {
            group: text("deploy-", reference("git.ref")),
            cancelInProgress: lit({ kind: { case: "boolean", value: true } }),
          },
        }),
      ],
    });
    expect(content.slice(content.indexOf("  b:"))).toBe(`  b:
    needs: a
    if: needs.a.outputs.tag == 'it''s'
    runs-on: ubuntu-latest
    environment:
      name: prod
      url: \${{ github.server_url }}/\${{ github.repository }}/actions/runs/\${{ github.run_id }}
    concurrency:
      group: deploy-\${{ github.ref }}
      cancel-in-progress: true
    timeout-minutes: 10
    steps:
      - run: make
`);
    expect(await judgeWorkflow(content)).toEqual([]);
  });
});
