import { describe, expect, it } from "vitest";
import { openBundled } from "../in-process.ts";
import { compareRewriting, readRewritings, showVerdicts } from "./compare.ts";

const bundled = await openBundled();

/**
 * Configurations of other projects, which are not ours to keep here: a folder of folders with `original/`, `cig.toml`,
 * `repository/` and `allowed.txt`. `CIG_REAL=/folder npx vitest run test/parity/real.test.ts`.
 */
describe.skipIf(!process.env.CIG_REAL)("real configurations", () => {
  const only = process.env.CIG_REAL_ONLY;
  const rewritings = process.env.CIG_REAL
    ? readRewritings(process.env.CIG_REAL).filter(({ name }) => !only || name.includes(only))
    : [];

  it.each(rewritings)("$name means what its cig.toml means", async (rewriting) => {
    const verdict = await compareRewriting(bundled, rewriting);
    process.stdout.write(`${showVerdicts([verdict])}\n`);
    expect([...verdict.errors, ...verdict.differences, ...verdict.idle].length).toBe(0);
  });
});

describe("the comparison of a rewritten configuration", () => {
  const original = `name: CI
on:
  push:
    branches: [main]
jobs:
  test:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@v4
        with:
          persist-credentials: false
      - run: make test
`;
  const toml = `version = "0.2"
on = { push = ["main"] }

[permissions]
contents = "read"

[jobs.test]
runner = "ubuntu-latest"
timeout = "10m"
steps = [{ run = "make test" }]

[[outputs]]
provider = "github"
path = ".github/workflows/ci.yml"
`;
  const rewriting = {
    name: "tiny",
    original: new Map([[".github/workflows/ci.yml", original]]),
    toml,
    repository: {},
    allowed: "",
  };
  // The original leaves the token's rights to the repository's settings, and when runs end each other to nobody.
  const allowed =
    "jobs/*/permissions/**  # no permissions are those of the settings\n" +
    "github/permissions  # cig names them always\n";

  it("finds two that mean the same equal, but for what cannot be said", async () => {
    const verdict = await compareRewriting(bundled, { ...rewriting, allowed });
    expect(verdict).toMatchObject({ jobs: 1, errors: [], differences: [], idle: [] });
    expect(showVerdicts([verdict])).toContain("tiny | 1 jobs | equal");
  });

  it("names the place where they differ", async () => {
    const other = { ...rewriting, allowed, toml: toml.replace("make test", "make check") };
    const { differences } = await compareRewriting(bundled, other);
    expect(differences).toEqual([
      { path: "ci/jobs/test/steps/2 run/script", left: '"make test"', right: '"make check"' },
    ]);
  });

  it("says what hinders rendering", async () => {
    const verdict = await compareRewriting(bundled, { ...rewriting, toml: toml.replace("runner", "ruhner") });
    expect(verdict.errors).toHaveLength(1);
    expect(verdict.errors[0]).toMatch(/^CIG1\d\d /);
  });

  it("tells excuses that nothing needs", async () => {
    const verdict = await compareRewriting(bundled, { ...rewriting, allowed: "inputs/**  # old\n" });
    expect(verdict.idle).toEqual(["inputs/** (old)"]);
  });
});
