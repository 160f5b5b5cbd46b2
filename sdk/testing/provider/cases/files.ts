import type { Case, Expectation } from "./case.ts";
import { all, job, says, script, step } from "./expect.ts";

function upload(feature: string, artifact: string, at: string, expect: Expectation): Case {
  return {
    feature: `artifact.${feature}`,
    toml: `[jobs.build]\nsteps = [{ run = "make" }]\nartifacts = [${artifact}]\n`,
    at: `jobs.build.artifacts.0${at}`,
    expect,
  };
}

function cache(feature: string, lines: string, at: string, expect: Expectation = () => []): Case {
  return {
    feature: feature === "" ? "cache" : `cache.${feature}`,
    toml: `[caches.compiled]
paths = ["tmp/compiled"]
${lines}

[jobs.build]
steps = [{ cache = "compiled" }, { run = "make" }]
`,
    files: { Makefile: "" },
    at: `caches.compiled${at}`,
    expect: all(step("build", "cache", { paths: ["tmp/compiled"] }), expect),
  };
}

function report(kind: string, more: string, path: string): Case {
  return {
    feature: `report.${kind}`,
    toml: `[jobs.test]\nsteps = [{ run = "make test" }]\nreports = [{ ${kind} = "${path}"${more} }]\n`,
    at: `jobs.test.reports.0.${kind}`,
    expect: all(script("test", "make test"), step("test", "report", { report: kind, paths: [path] })),
  };
}

/** Files that outlive a job: artifacts, caches, reports. */
export const fileCases: readonly Case[] = [
  upload(
    "upload",
    '{ name = "site", paths = ["public"] }',
    "",
    step("build", "upload", { name: "site", paths: ["public"] }),
  ),
  {
    feature: "artifact.download",
    toml: `[jobs.build]
steps = [{ run = "make" }]
artifacts = [{ name = "site", paths = ["public"] }]

[jobs.deploy]
needs = ["build"]
uses_artifacts = ["site"]
steps = [{ run = "./deploy" }]
`,
    at: "jobs.deploy.uses_artifacts.0",
    expect: all(
      step("build", "upload", { name: "site" }),
      job("deploy", { needs: ["build"] }),
      step("deploy", "download", { name: "site" }),
    ),
  },
  upload(
    "retention",
    '{ name = "site", paths = ["public"], retention_days = 11 }',
    ".retention_days",
    all(step("build", "upload", { name: "site" }), says("11")),
  ),
  upload(
    "if_missing",
    '{ name = "site", paths = ["public"], if_missing = "error" }',
    ".if_missing",
    step("build", "upload", { name: "site" }),
  ),
  {
    feature: "artifact.workspace",
    toml: `[jobs.build]
steps = [{ run = "make" }]
persist = ["public"]

[jobs.deploy]
needs = ["build"]
steps = [{ run = "./deploy" }]
`,
    at: "jobs.build.persist",
    expect: all(
      // Some providers pack the files to keep their modes, so that the path stands elsewhere.
      step("build", "upload"),
      says("public"),
      job("deploy", { needs: ["build"] }),
      step("deploy", "download"),
    ),
  },
  cache("", 'key_parts = ["v1"]', ""),
  cache("files_key", 'key_parts = ["Makefile"]', ".key_parts", says("Makefile")),
  cache("restore_keys", 'key_parts = ["v2"]\nrestore_keys = ["older-"]', ".restore_keys", says("older-")),
  cache("save.always", 'key_parts = ["v1"]\nsave = "always"', ".save"),
  cache("save.trusted_refs", 'key_parts = ["v1"]\nsave = "trusted_refs"', ".save", ({ text }) =>
    /main|default/.test(text) ? [] : ["Nothing tells the default branch from others."],
  ),
  {
    ...cache("save.never", 'key_parts = ["v1"]\nsave = "never"', ".save"),
    // Some providers restore to where the files lay, without a word on where.
    expect: step("build", "cache", { mode: "restore" }),
  },
  report("junit", "", "reports/junit.xml"),
  report("coverage", ', format = "cobertura"', "reports/coverage.xml"),
  report("summary", "", "reports/summary.md"),
  report("annotations", "", "reports/lint.txt"),
];
