import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cig, repository } from "./cli.ts";

const workflow = `# Everything that guards a merge.
name: CI
on:
  push:
    branches: [main]
  pull_request:
    types: [opened, labeled]
permissions:
  contents: read
jobs:
  lint:
    name: Lint and types
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@v4
      - run: npm run lint
  test:
    needs: lint
    runs-on: ubuntu-latest
    services:
      db:
        image: postgres:16
    strategy:
      matrix:
        node: ["20", "22"]
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: \${{ matrix.node }}
      - run: npm test -- --node \${{ matrix.node }}
`;

const files = { ".github/workflows/ci.yml": workflow };

describe("cig import", () => {
  it("writes a cig.toml, proves it, and says what it keeps in GitHub's words", () => {
    const folder = repository(files);
    const { code, out, err } = cig(folder, ["import"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain("Wrote cig.toml: 2 jobs from 1 file of GitHub Actions.");
    expect(out).toContain("Proof: equal. 3 jobs in 1 workflow mean the same when they are rendered again.");
    expect(out).toContain(
      "  .github/workflows/ci.yml:21 `services` of the job. cig would set variables beside it.",
    );
    const written = readFileSync(join(folder, "cig.toml"), "utf8");
    expect(written).toContain("# Everything that guards a merge.\n");
    expect(written).toContain('[jobs.lint]\nname = "Lint and types"\ntimeout = 10\n');
    expect(written).toContain(
      "\npackages = { node = { install = false } }\ncheckout = { persist_credentials = true }\n" +
        'steps = [{ run = "npm test -- --node {{ matrix.node }}" }]\n',
    );
  });

  it("makes native what means the same here, and keeps what does not", () => {
    const text = `name: CI
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: { node-version: "22", cache: npm }
      - run: npm ci
      - run: npm test
`;
    const workflows = { ".github/workflows/ci.yml": text };
    const lock = '{ "name": "a", "lockfileVersion": 3, "packages": {} }\n';
    const npm = repository({ ...workflows, "package.json": '{ "name": "a" }\n', "package-lock.json": lock });
    const native = cig(npm, ["import", "--output", "-"]);
    expect(native.err).toContain("Proof: equal.");
    expect(native.out).toContain('packages = { node = "22" }\n');
    expect(native.out).not.toContain("npm ci");
    const bare = cig(repository(workflows), ["import", "--output", "-"]);
    expect(bare.err).toContain("Proof: equal.");
    expect(bare.out).toContain('{ run = "npm ci" }');
  });

  it("proves what it makes of caches, and of tools in the middle of a job", () => {
    const text = `name: CI
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        go: ["1.22", "1.23"]
    steps:
      - uses: actions/checkout@v4
      - run: make
      - uses: actions/setup-go@v5
        with: { go-version: "\${{ matrix.go }}" }
      - uses: actions/cache@v4
        id: lint
        with:
          path: ~/.cache/lint
          key: \${{ runner.os }}-lint-\${{ matrix.go }}-\${{ hashFiles('go.sum') }}
          restore-keys: \${{ runner.os }}-lint-
      - run: make lint
        if: steps.lint.outputs.cache-hit != 'true'
`;
    const folder = repository({ ".github/workflows/ci.yml": text, "go.sum": "", Makefile: "lint:\n" });
    const { err, out } = cig(folder, ["import", "--output", "-"]);
    expect(err).toContain("Proof: equal.");
    expect(out).toContain(
      '[caches.lint]\npaths = ["~/.cache/lint"]\nkey_parts = ["{{ matrix.go }}", "go.sum"]\nrestore_keys = [""]\n',
    );
    expect(out).toContain('{ id = "lint", cache = "lint" }');
    expect(out).toContain(
      '{ uses = "lang/go", with = { install = false }, provider.github = { with = { cache = true } } }',
    );
  });

  it("writes the same bytes each time", () => {
    const folder = repository(files);
    const first = cig(folder, ["import", "--output", "-"]);
    expect(first.code).toBe(0);
    expect(cig(folder, ["import", "--output", "-", "--memo", "off"]).out).toBe(first.out);
  });

  it("tells of a wrong system or file before it tells of a cig.toml that is there", () => {
    const folder = repository({ ...files, "cig.toml": "mine\n" });
    expect(cig(folder, ["import", "--from", "hudson"]).err).toContain("error[CIG703]");
    expect(cig(folder, ["import", "nowhere.yml"]).err).toContain("error[CIG710]");
  });

  it("keeps a cig.toml that is there, unless it is forced", () => {
    const folder = repository({ ...files, "cig.toml": "mine\n" });
    const refused = cig(folder, ["import"]);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain("error[CIG704]: File exists");
    expect(readFileSync(join(folder, "cig.toml"), "utf8")).toBe("mine\n");
    expect(cig(folder, ["import", "--force"]).code).toBe(0);
    expect(readFileSync(join(folder, "cig.toml"), "utf8")).toContain("[jobs.lint]");
  });

  it("checks what was rendered in the place of the old files against the commit before", () => {
    const folder = repository(files);
    const who = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
    execFileSync("git", [...who, "commit", "-qm", "before"], { cwd: folder });
    cig(folder, ["import"]);
    expect(cig(folder, ["render", "--force"]).code).toBe(0);
    const check = ["import", "--check", "--original", "HEAD"];
    expect(cig(folder, check)).toMatchObject({ code: 0 });
    const toml = join(folder, "cig.toml");
    writeFileSync(toml, readFileSync(toml, "utf8").replace("npm run lint", "npm run lint:all"));
    const { code, out } = cig(folder, check);
    expect(code).toBe(2);
    expect(out).toBe(`Proof: 1 difference in 3 jobs in 1 workflow.
  ci/jobs/lint/steps/2 run/script
    original: "npm run lint"
    rendered: "npm run lint:all"
`);
  });

  it("has a machine form", () => {
    const folder = repository(files);
    const { out } = cig(folder, ["import", "--json", "--dry-run"]);
    expect(JSON.parse(out)).toMatchObject({
      schema: "cig.import/1",
      path: "cig.toml",
      written: false,
      from: "github",
      files: [".github/workflows/ci.yml"],
      jobs: ["lint", "test"],
      proof: { state: "equal", jobs: 3, workflows: 1, differences: [] },
      residue: [{ kind: "hatch", job: "test", at: { file: ".github/workflows/ci.yml", line: 21 } }],
    });
  });

  it("imports a file that is named, and refuses what is no CI", () => {
    const other = workflow.replace("name: CI", "name: Other");
    const folder = repository({ ...files, ".github/workflows/other.yml": other, "notes.txt": "x\n" });
    const { out } = cig(folder, ["import", ".github/workflows/other.yml", "--output", "-"]);
    expect(out).toContain('description = "Other"');
    const refused = cig(folder, ["import", "notes.txt"]);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain("error[CIG710]: There is nothing to import");
  });

  it("says so where there is no CI", () => {
    const { code, err } = cig(repository({ "notes.txt": "x\n" }), ["import"]);
    expect(code).toBe(1);
    expect(err).toContain("error[CIG710]: There is nothing to import");
  });

  it("asks which system is meant where there are several", () => {
    const jenkinsfile = "pipeline { agent any; stages { stage('Test') { steps { sh 'make' } } } }\n";
    const folder = repository({
      ...files,
      Jenkinsfile: jenkinsfile,
      "test/fixtures/Jenkinsfile": jenkinsfile,
    });
    const { code, err } = cig(folder, ["import"]);
    expect(code).toBe(1);
    expect(err).toContain("error[CIG711]: Several CI systems could be imported");
    expect(err).toContain("cig import --from jenkins   # Jenkinsfile");
    expect(cig(folder, ["import", "--from", "github"]).code).toBe(0);
  });

  it("says where there is no job, and where the original is gone", () => {
    const folder = repository({ ".github/workflows/ci.yml": "on: push\njobs: {}\n" });
    const none = cig(folder, ["import"]);
    expect(none.code).toBe(1);
    expect(none.err).toContain("The files hold no job that could be imported.");
    const rendered = repository({ "cig.toml": 'version = "0.2"\n[jobs.a]\nsteps = [{ run = "make" }]\n' });
    cig(rendered, ["render"]);
    const check = cig(rendered, ["import", "--check"]);
    expect(check.code).toBe(1);
    expect(check.err).toContain("cig import --check --original HEAD~1");
  });

  it("tells of a workflow that cannot be read, and imports the others", () => {
    const folder = repository({ ...files, ".github/workflows/broken.yml": "jobs: {\n" });
    const { code, out, err } = cig(folder, ["import"]);
    expect(code).toBe(2);
    expect(err).toContain("error[GH029]: Workflow cannot be read");
    expect(out).toContain("1 thing is not carried:\n  .github/workflows/broken.yml:");
  });

  it("is offered by cig init where there is CI", () => {
    const { code, err } = cig(repository(files), ["init", "--dry-run"]);
    expect(code).toBe(0);
    expect(err).toContain("info[CIG712]: There is CI already");
    expect(err).toContain("cig import");
  });
});
