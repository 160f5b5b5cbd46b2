import { named, reference, text } from "cig/sdk";
import { describe, expect, it } from "vitest";
import { rules } from "../../../../plugins/policy/conventions/rules/rules.ts";
import { github, job, run, txt } from "../../provider/github/requests.ts";
import { found, judge } from "./judge.ts";

const output = (jobs: object[], more: object = {}) => ({
  provider: "github",
  path: ".github/workflows/ci.yml",
  jobs,
  ...more,
});
const at = (id: string, number: number) => ({ subject: ["jobs", id, "steps", String(number)] });
const tests = (script: string, id = "test") => output([job(id, { steps: [run(script, at(id, 0))] })]);
const action = (uses: string) => ({
  kind: { case: "native", value: { provider: "github", uses } },
  ...at("a", 0),
});
const on = (runner: object) => output([job("a", { runner } as never)]);

/** For each rule: conventions, what breaks them where, and what keeps them. */
const cases: Record<string, [conventions: object, bad: object, subject: string, good: object][]> = {
  CNV001: [
    [{ job_ids: "kebab-case" }, output([job("Unit_tests")]), "jobs.Unit_tests", output([job("unit-tests")])],
    [
      { job_ids: ["test-*", "lint"] },
      output([job("tests")]),
      "jobs.tests",
      output([job("test-a"), job("lint")]),
    ],
    [{ job_ids: "!tmp*" }, output([job("tmp1")]), "jobs.tmp1", output([job("test")])],
  ],
  CNV002: [
    [
      { job_names: "[[]CI] *" },
      output([job("a", { name: "Tests" })]),
      "jobs.a.name",
      output([job("a", { name: "[[]CI] Tests" }), job("b")]),
    ],
  ],
  CNV003: [
    [
      { files: ".github/workflows/ci*.yml" },
      output([], { path: ".github/workflows/x.yml" }),
      "outputs",
      output([]),
    ],
  ],
  CNV004: [
    [
      { workflows: "snake_case" },
      output([], { workflow: "Nightly" }),
      "workflows.Nightly",
      output([], { workflow: "nightly" }),
    ],
  ],
  CNV005: [
    [
      { variables: "UPPER_CASE" },
      output([], { env: [named("debug", "1")] }),
      "env.debug",
      output([], { env: [named("DEBUG", "1")] }),
    ],
    [
      { variables: "UPPER_CASE" },
      output([job("a", { env: [named("debug", "1")] })]),
      "jobs.a.env.debug",
      output([
        job("a", {
          env: [named("discovery.type", "x")],
          services: [{ name: "s", image: text("x"), exports: [named("discovery.type", "x")] }],
        } as never),
      ]),
    ],
    [
      { variables: "APP_*" },
      output([job("a", { steps: [run("x", { ...at("a", 1), env: [named("TOKEN", "1")] } as never)] })]),
      "jobs.a.steps.1.env.TOKEN",
      output([job("a", { steps: [run("x", { ...at("a", 1), env: [named("CIG_GIT_SHA", "1")] } as never)] })]),
    ],
  ],
  CNV006: [
    [
      { secrets: "SHOP_*" },
      output([job("a", { secrets: ["TOKEN"] })]),
      "jobs.a",
      output([job("a", { secrets: ["SHOP_TOKEN"] })]),
    ],
  ],
  CNV007: [
    [
      { required_jobs: ["lint"] },
      output([job("a")]),
      "policy.conventions.required_jobs",
      output([job("lint")]),
    ],
  ],
  CNV008: [
    [
      { gate: true },
      output([]),
      "policy.conventions.gate",
      output([], { gate: { job: "gate", name: "gate" } }),
    ],
  ],
  CNV009: [
    [
      { required_steps: [{ run: "make lint*", jobs: "test*" }] },
      tests("make all\n# make lint"),
      "jobs.test.steps",
      output([job("test", { steps: [run("set -e\nmake \\\n  lint FAST=1", at("test", 0))] }), job("build")]),
    ],
    [
      { required_steps: [{ uses: "acme/scan" }] },
      output([job("a", { steps: [action("acme/scanner@v1")] as never })]),
      "jobs.a.steps",
      output([job("a", { steps: [action("acme/scan@v1")] as never })]),
    ],
    [
      { required_steps: [{ command: "audit" }] },
      tests("audit"),
      "jobs.test.steps",
      output([
        job("a", {
          steps: [run("x", { ...at("a", 0), call: { command: "audit", number: 0, with: [] } } as never)],
        }),
      ]),
    ],
  ],
  CNV010: [
    [
      { forbidden_steps: [{ run: "*sudo *", reason: "jobs have no root" }] },
      tests("true\nsudo make"),
      "jobs.test.steps.0",
      tests("make sudoku"),
    ],
  ],
  CNV011: [
    [
      { max_timeout: "1h30m" },
      output([job("a", { timeoutMinutes: 91 })]),
      "jobs.a.timeout",
      output([job("a", { timeoutMinutes: 90 })]),
    ],
    [
      { max_timeout: 10 },
      output([job("a", { timeoutMinutes: 0 })]),
      "jobs.a.timeout",
      output([job("a", { timeoutMinutes: 10 })]),
    ],
  ],
  CNV012: [
    [{ runners: { allow: ["ubuntu-*"] } }, on({ os: "macos" }), "jobs.a", on({ os: "linux" })],
    [{ runners: { forbid: "self-hosted" } }, on({ id: "self-hosted" }), "jobs.a", on({ id: "big" })],
    [
      { runners: { allow: "big", forbid: "macos" } },
      on({ id: "big", os: "macos" }),
      "jobs.a",
      on({ id: "own", providerOptions: github({ "runs-on": txt("big") }) }),
    ],
  ],
  CNV013: [
    [
      { images: { forbid: "*:latest" } },
      output([job("a", { image: { image: text("node:latest") } } as never)]),
      "jobs.a.image",
      output([job("a", { image: { image: text("node:20") } } as never)]),
    ],
    [
      { images: { allow: "registry.acme.com/*" } },
      output([job("a", { services: [{ name: "db", image: text("postgres:16") }] } as never)]),
      "jobs.a.services.db",
      output([job("a", { services: [{ name: "db", image: text(reference("matrix.image")) }] } as never)]),
    ],
  ],
  CNV014: [
    [
      { permissions: "stated" },
      output([job("a")]),
      "jobs.a",
      output([job("a")], { permissions: [{ scope: "contents", access: 2 }] }),
    ],
  ],
  CNV015: [
    [
      { continue_on_error: false },
      output([job("a", { continueOnError: true })]),
      "jobs.a.continue_on_error",
      output([job("a")]),
    ],
    [
      { continue_on_error: false },
      output([job("a", { steps: [run("x", { ...at("a", 0), continueOnError: true } as never)] })]),
      "jobs.a.steps.0",
      output([job("a", { steps: [run("x", at("a", 0))] })]),
    ],
  ],
};

describe("policy/conventions", () => {
  it("has a case for each of its rules, which are CNV001 to CNV015", () => {
    expect(rules.map(({ code }) => code)).toEqual(Object.keys(cases).sort());
    expect(new Set(rules.map(({ key }) => key)).size).toBe(15);
  });

  for (const [code, list] of Object.entries(cases))
    for (const [conventions, bad, subject, good] of list) {
      it(`${code} finds what breaks ${JSON.stringify(conventions)}`, () => {
        expect(found(conventions, [bad])).toEqual([`${code} ${subject}`]);
      });
      it(`${code} has nothing against what keeps ${JSON.stringify(conventions)}`, () => {
        expect(found(conventions, [good])).toEqual([]);
      });
    }

  it("says nothing without conventions", () => {
    expect(found({}, [tests("sudo make")])).toEqual([]);
  });

  it("tells of a job once, however many outputs it is in", () => {
    const jobs = [job("Tests")];
    expect(
      found({ job_ids: "kebab-case" }, [output(jobs), output(jobs, { provider: "circleci", path: "x" })]),
    ).toEqual(["CNV001 jobs.Tests"]);
  });

  it("says what a step is needed for", () => {
    const [finding] = judge({ required_steps: [{ run: "audit", reason: "SOC 2 asks for it." }] }, [
      tests("x"),
    ]);
    expect(finding?.message).toBe('The job "test" has no step with run = "audit": SOC 2 asks for it.');
  });

  it("heeds levels and waivers as every policy does", () => {
    const waiver = { rule: "CNV001", owner: "me", reason: "x", expires: "2099-01-01" };
    const bad = output([job("Tests")]);
    const names = { job_ids: "kebab-case" };
    expect(found(names, [bad], { levels: { CNV001: "off" } })).toEqual([]);
    expect(judge(names, [bad], { levels: { CNV001: "info" } })[0]?.level).toBe(3);
    expect(found(names, [bad], { waivers: [{ ...waiver, job: "Tests" }] })).toEqual([]);
    expect(found(names, [bad], { waivers: [{ ...waiver, job: "other" }] })).toEqual([
      "CNV001 jobs.Tests",
      "CNV099 policy.waivers.0",
    ]);
    expect(found({}, [bad], { levels: { CNV123: "off" } })).toEqual(["CNV000 policy.levels.CNV123"]);
  });

  it("takes no longer for stars without end", () => {
    const names = { job_ids: `${"*a".repeat(200)}b` };
    expect(found(names, [output([job("a".repeat(100))])])).toHaveLength(1);
  });
});

describe("a job that launches machines for another", () => {
  it("is judged by no convention, as nobody wrote it", () => {
    const conventions = { job_ids: "test", max_timeout: "5m" };
    const test = job("test", { steps: [run("make lint", at("test", 0))], timeoutMinutes: 5 });
    const other = (launches: string) => job("launch_X", { launches, timeoutMinutes: 10 } as never);
    expect(found(conventions, [output([other("test"), test])])).toEqual([]);
    expect(found(conventions, [output([other(""), test])])).toEqual([
      "CNV001 jobs.launch_X",
      "CNV011 jobs.launch_X.timeout",
    ]);
  });
});
