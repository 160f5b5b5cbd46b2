import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { importGithub } from "../../../../../plugins/provider/github/importer/importer.ts";
import type { Imported, TomlTable } from "../../../../../sdk/import/imported.ts";

function imported(workflow: string, whole: readonly string[] = []): Imported {
  const files = new Map([[".github/workflows/ci.yml", workflow]]);
  return importGithub({ files, defaultBranch: "main", literal: new Set(whole), whole: new Set(whole) });
}

/** The job `test` of a workflow that has no other. */
function job(lines: string, around = ""): TomlTable {
  const body = lines.replace(/^(?=.)/gm, "    ");
  const { config } = imported(`on: push\n${around}jobs:\n  test:\n${body}`);
  return (config.jobs as { test: TomlTable }).test;
}

describe("an import of GitHub's workflows", () => {
  it("says in cig's words what they have, and takes out what cig would add", () => {
    const { config, residue } = imported(`name: CI
on:
  push:
    branches: [main]
  pull_request:
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: make test
`);
    expect(config).toEqual({
      version: "0.2",
      project: { default_timeout: "6h" },
      on: { push: ["main"], pull_request: true },
      jobs: { test: { checkout: { persist_credentials: true }, steps: [{ run: "make test" }] } },
      outputs: [
        {
          provider: { github: { permissions: false, concurrency: false } },
          path: ".github/workflows/ci.yml",
          description: "CI",
        },
      ],
    });
    expect(residue).toEqual([]);
  });

  it("keeps a filter that no file can fit in GitHub's words", () => {
    const { config } = imported(`on:
  push:
    paths: ["**", "!/docs/*"]
jobs:
  test:
    runs-on: ubuntu-latest
    steps: [{ run: make }]
`);
    expect(config.outputs).toMatchObject([
      { provider: { github: { on: { push: { paths: ["**", "!/docs/*"] } } } } },
    ]);
  });

  it("keeps triggers that the language has not in GitHub's words", () => {
    const { config, residue } = imported(`on:
  workflow_run:
    workflows: [CI]
jobs:
  test:
    runs-on: ubuntu-latest
    steps: [{ run: make }]
`);
    expect(config.on).toEqual({ manual: true });
    expect(config.outputs).toMatchObject([
      { provider: { github: { on: { workflow_dispatch: false, workflow_run: { workflows: ["CI"] } } } } },
    ]);
    expect(residue).toMatchObject([
      {
        file: ".github/workflows/ci.yml",
        line: 2,
        job: "",
        what: "the trigger `workflow_run`",
        kind: "hatch",
      },
    ]);
  });

  it("takes steps with actions over with their commit, version and inputs", () => {
    const commit = "0123456789abcdef0123456789abcdef01234567";
    const { steps } = job(`runs-on: ubuntu-latest
steps:
  - uses: a/b@${commit} # v1.2.3
    with:
      token: \${{ secrets.TOKEN }}
      title: \${{ github.event.issue.title }}
      tags: type=raw,value={{branch}}
`);
    expect(steps).toEqual([
      {
        native: {
          github: {
            uses: "a/b",
            pin: commit,
            version: "v1.2.3",
            with: { token: "{{ secrets.TOKEN }}", tags: "type=raw,value={{ '{{' }}branch}}" },
          },
        },
        provider: { github: { with: { title: "${{ github.event.issue.title }}" } } },
      },
    ]);
  });

  it("hands values over to scripts only where that is the same", () => {
    const { steps } = job(`runs-on: ubuntu-latest
strategy:
  matrix: { node: ["20", "22"], flags: ["-a -b"] }
steps:
  - run: nvm use \${{ matrix.node }} && echo "\${{ github.head_ref }}"
  - run: make \${{ matrix.flags }}
  - run: echo \${{ github.head_ref }}
  - run: cat << END
  - shell: pwsh
    run: echo \${{ github.sha }}
`);
    expect(steps).toEqual([
      { run: 'nvm use {{ matrix.node }} && echo "{{ pr.head_branch }}"' },
      { run: "exit 1", provider: { github: { run: "make ${{ matrix.flags }}" } } },
      { run: "exit 1", provider: { github: { run: "echo ${{ github.head_ref }}" } } },
      { run: "cat << END" },
      { run: "exit 1", shell: "pwsh", provider: { github: { run: "echo ${{ github.sha }}" } } },
    ]);
  });

  it.each([
    [
      "github.event_name == 'push' && github.ref == 'refs/heads/main'",
      "run.event == 'push' && git.ref == 'refs/heads/main'",
    ],
    ["'workflow_dispatch' == github.event_name", "'manual' == run.event"],
    ["${{ always() && !cancelled() }}", "always() && !cancelled()"],
    [
      "(failure() || success()) && startsWith(github.ref, 'refs/tags/v')",
      "(failure() || success()) && startsWith(git.ref, 'refs/tags/v')",
    ],
    ["runner.os == 'Linux'", "runner.os == 'linux'"],
    ["false", "false"],
  ])("translates the condition %s", (condition, expected) => {
    const { steps } = job(
      `runs-on: ubuntu-latest\nsteps:\n  - run: make\n    if: ${JSON.stringify(condition)}\n`,
    );
    expect(steps).toEqual([{ if: expected, run: "make" }]);
  });

  it.each([
    "github.event_name == 'issues'",
    "needs.build.result == 'success'",
    "contains(fromJSON('[1]'), github.actor)",
    "github.run_number > 3",
    "steps.later.outputs.x == 'y'",
  ])("keeps the condition %s in GitHub's words", (condition) => {
    const { steps } = job(
      `runs-on: ubuntu-latest\nsteps:\n  - run: make\n    if: ${JSON.stringify(condition)}\n`,
    );
    expect(steps).toEqual([{ run: "make", provider: { github: { if: condition } } }]);
  });

  it("takes out the shell that cig would name where the author did not", () => {
    expect(job("runs-on: ubuntu-latest\nsteps: [{ run: make | tee log }]\n")).toMatchObject({
      provider: { github: { defaults: { run: { shell: false } } } },
    });
    const defaults = "defaults: { run: { shell: bash } }\n";
    expect(job("runs-on: ubuntu-latest\nsteps: [{ run: make | tee log }]\n", defaults)).not.toHaveProperty(
      "provider",
    );
    expect(job("runs-on: ubuntu-latest\ncontainer: alpine\nsteps: [{ run: make }]\n")).toMatchObject({
      image: "alpine",
      shell: "sh",
    });
  });

  it("describes machines that are the author's own", () => {
    const { config } = imported(`on: push
jobs:
  test:
    runs-on: [self-hosted, linux, ARM64]
    steps: [{ run: make }]
`);
    expect(config.runners).toEqual({
      "self-hosted-linux-ARM64": { arch: "arm64", github: { "runs-on": ["self-hosted", "linux", "ARM64"] } },
    });
    expect(config.jobs).toMatchObject({ test: { runner: "self-hosted-linux-ARM64" } });
  });

  it("leaves the question what came before to GitHub behind a job that works in spite of a failure", () => {
    const { config } = imported(`on: push
jobs:
  a: { runs-on: ubuntu-latest, steps: [{ run: make }] }
  b: { needs: a, if: always(), runs-on: ubuntu-latest, steps: [{ run: make }] }
  c: { needs: b, runs-on: ubuntu-latest, steps: [{ run: make }] }
`);
    expect(config.jobs).toMatchObject({ b: { if: "always()" }, c: { provider: { github: { if: "" } } } });
  });

  it("keeps the call of another workflow as it is", () => {
    expect(job("uses: a/b/.github/workflows/c.yml@main\nwith: { x: 1 }\nsecrets: inherit\n")).toEqual({
      checkout: false,
      steps: [],
      provider: {
        github: { uses: "a/b/.github/workflows/c.yml@main", with: { x: 1 }, secrets: "inherit", if: "" },
      },
    });
  });

  it("makes a workflow of each file, and tells jobs of one name apart", () => {
    const text = "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps: [{ run: make }]\n";
    const files = new Map([
      [".github/workflows/ci.yml", text],
      [
        ".github/workflows/release.yml",
        `${text}  ship:\n    needs: build\n    runs-on: ubuntu-latest\n    steps: [{ run: ship }]\n`,
      ],
    ]);
    const { config } = importGithub({ files, defaultBranch: "main", literal: new Set() });
    expect(config).toMatchObject({
      provider: { github: { permissions: false, concurrency: false } },
      workflows: { ci: { jobs: ["ci-build"] }, release: { jobs: ["release-build", "ship"] } },
      jobs: {
        "ci-build": { provider: { github: { id: "build" } } },
        "release-build": { provider: { github: { id: "build" } } },
        ship: { needs: ["release-build"] },
      },
      outputs: [
        { provider: "github", path: ".github/workflows/ci.yml", workflow: "ci" },
        { provider: "github", path: ".github/workflows/release.yml", workflow: "release" },
      ],
    });
  });

  it("carries a job as a whole when it is told to", () => {
    const { config } = imported(
      "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps: [{ run: make }]\n",
      ["test"],
    );
    expect(config.jobs).toEqual({
      test: {
        checkout: false,
        steps: [{ run: "exit 1" }],
        provider: {
          github: {
            "runs-on": "ubuntu-latest",
            "timeout-minutes": false,
            defaults: false,
            if: "",
            steps: [{ run: "make" }],
          },
        },
      },
    });
  });

  it("sets Node up and installs as cig does, unless the job is to be kept step by step", () => {
    const workflow = `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: { node-version: 22, cache: npm }
      - run: npm ci
      - run: npm test
`;
    const files = new Map([["a.yml", workflow]]);
    const jobsOf = (literal: string[]) =>
      importGithub({ files, defaultBranch: "main", literal: new Set(literal) }).config.jobs;
    expect(jobsOf([])).toEqual({
      test: {
        packages: { node: "22" },
        checkout: { persist_credentials: true },
        steps: [{ run: "npm test" }],
      },
    });
    expect(jobsOf(["test"])).toEqual({
      test: {
        checkout: { persist_credentials: true },
        steps: [
          {
            native: { github: { uses: "actions/setup-node@v4", with: { "node-version": 22, cache: "npm" } } },
          },
          { run: "npm ci" },
          { run: "npm test" },
        ],
      },
    });
  });

  it("puts comments before what they are about", () => {
    const { comments } = imported(`# The checks of this project.
on: push
jobs:
  # Quick ones.
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      # Needs the sources.
      - run: make
`);
    expect(comments).toEqual([
      { path: [], lines: ["The checks of this project."] },
      { path: ["jobs", "test"], lines: ["Quick ones."] },
      { path: ["jobs", "test", "steps", 0], lines: ["Needs the sources."] },
    ]);
  });

  it("tells of a file that is no YAML, and imports the others", () => {
    const files = new Map([
      [
        ".github/workflows/a.yml",
        "on: push\njobs: { test: { runs-on: ubuntu-latest, steps: [{ run: make }] } }\n",
      ],
      [".github/workflows/b.yml", "jobs: {\n"],
    ]);
    const { config, residue } = importGithub({ files, defaultBranch: "main", literal: new Set() });
    expect(Object.keys(config.jobs as object)).toEqual(["test"]);
    expect(residue).toMatchObject([
      { file: ".github/workflows/b.yml", what: "the whole file", kind: "lost" },
    ]);
  });

  it("throws nothing, whatever a file says", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), odd), (text) => {
        importGithub({ files: new Map([["a.yml", text]]), defaultBranch: "main", literal: new Set() });
        importGithub({
          files: new Map([["a.yml", text]]),
          defaultBranch: "main",
          literal: new Set(["x"]),
          whole: new Set(["x"]),
        });
      }),
      { numRuns: 300 },
    );
  });
});

const keys = [
  "on",
  "jobs",
  "x",
  "steps",
  "run",
  "uses",
  "with",
  "env",
  "if",
  "needs",
  "strategy",
  "matrix",
  "include",
];
const more = [
  "runs-on",
  "container",
  "defaults",
  "permissions",
  "concurrency",
  "outputs",
  "environment",
  "inputs",
];
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(null, true, 1, "", "${{ x }}", "${{", "a | b", "ubuntu-latest", "push"),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...keys, ...more), tie("value"), { maxKeys: 4 }),
  ),
}));
/** JSON is YAML. */
const odd = value.map((steps) => JSON.stringify({ on: steps, jobs: { x: steps, y: { steps } } }));

describe("tools that the first steps make available", () => {
  const steps = (lines: string, around = "runs-on: ubuntu-latest\n") =>
    job(`${around}steps:\n  - uses: actions/checkout@v4\n${lines}  - run: make\n`);

  it("become packages without dependencies, in their order", () => {
    const { packages, steps: left } = steps(`  - uses: actions/setup-python@v5
    with: { python-version: "3.12" }
  - name: Java
    uses: actions/setup-java@v4
    with: { java-version: 21, distribution: zulu }
`);
    expect(packages).toEqual({
      python: { version: "3.12", install: false },
      java: { version: "21", distribution: "zulu", install: false },
    });
    expect(left).toEqual([{ run: "make" }]);
  });

  it("take their version from the axis of their name", () => {
    const matrix = "runs-on: ubuntu-latest\nstrategy: { matrix: { python: ['3.12', '3.13'] } }\n";
    const { packages } = steps(
      "  - uses: actions/setup-python@v5\n    with: { python-version: '${{ matrix.python }}' }\n",
      matrix,
    );
    expect(packages).toEqual({ python: { install: false } });
  });

  it.each([
    ["it keeps a cache", "actions/setup-go@v6", "go-version: '1.22'"],
    ["it does more", "actions/setup-python@v5", "python-version: '3.12', cache: pip"],
    ["it says less", "actions/setup-java@v4", "java-version: '21'"],
    ["it says no version", "actions/setup-python@v5", ""],
    ["its version is known to the run alone", "actions/setup-node@v4", "node-version: '${{ vars.NODE }}'"],
    ["nothing is known of it", "acme/setup-zig@v1", "version: '1'"],
  ])("stay a step where %s", (_why, uses, inputs) => {
    const { packages, steps: left } = steps(`  - uses: ${uses}\n    with: { ${inputs} }\n`);
    expect(packages).toBeUndefined();
    expect(left).toHaveLength(2);
  });
});

describe("an artifact that a step leaves", () => {
  const upload = (
    inputs: string,
    uses = "actions/upload-artifact@v4",
    around = "runs-on: ubuntu-latest\n",
  ) => {
    const text = `${around}steps:\n  - uses: actions/checkout@v4\n  - uses: ${uses}\n    with: { ${inputs} }\n`;
    return (job(text).steps as TomlTable[])[0]!;
  };

  it("is said in cig's words", () => {
    expect(
      upload('name: logs, path: "log/*.log\\n!log/big.log", if-no-files-found: ignore, retention-days: 3'),
    ).toEqual({
      artifact: {
        name: "logs",
        paths: ["log/*.log", "!log/big.log"],
        if_missing: "ignore",
        retention_days: 3,
      },
    });
    expect(upload("name: site, path: dist, if-no-files-found: warn")).toEqual({
      artifact: { name: "site", paths: ["dist"] },
    });
  });

  it("is told apart by the matrix in its name", () => {
    const matrix = "runs-on: ubuntu-latest\nstrategy: { matrix: { node: [20, 22] } }\n";
    const name = "name: 'logs-${{ matrix.node }}', path: log";
    expect(upload(name, "actions/upload-artifact@v4", matrix)).toEqual({
      artifact: { name: "logs-{{ matrix.node }}", paths: ["log"] },
    });
    expect(upload("name: logs, path: log", "actions/upload-artifact@v4", matrix)).toHaveProperty("native");
  });

  it.each([
    ["an older version", "name: a, path: dist", "actions/upload-artifact@v3"],
    ["a commit of no known version", "name: a, path: dist", `actions/upload-artifact@${"a".repeat(40)}`],
    ["what cig has no word for", "name: a, path: dist, overwrite: true", undefined],
    ["no name", "path: dist", undefined],
    ["a place outside", "name: a, path: ~/dist", undefined],
    ["what is hidden", "name: a, path: .cache/x", undefined],
    ["days that the run decides", "name: a, path: dist, retention-days: '${{ vars.DAYS }}'", undefined],
  ])("stays GitHub's with %s", (_why, inputs, uses) => {
    expect(upload(inputs, uses)).toHaveProperty("native");
  });

  it("stays GitHub's in a job that is carried step by step", () => {
    const text = `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/upload-artifact@v4
        with: { name: a, path: dist }
`;
    const files = new Map([[".github/workflows/ci.yml", text]]);
    const { config } = importGithub({ files, defaultBranch: "main", literal: new Set(["test"]) });
    expect((config.jobs as { test: TomlTable }).test.steps).toEqual([
      { native: { github: { uses: "actions/upload-artifact@v4", with: { name: "a", path: "dist" } } } },
    ]);
  });
});
