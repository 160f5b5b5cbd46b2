import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith, load, loadOf, placeOf } from "../files.ts";

const step = 'steps = [{ run = "true" }]';
const root = '[workspace]\nmembers = ["packages/*"]\n';

describe("[workspace]", () => {
  it("adds the jobs of its members, with the folder's name before their ids", async () => {
    const { config, told } = await loadOf({
      "cig.toml": `${root}[jobs.lint]\n${step}`,
      "packages/web/cig.toml": `[jobs.test]\n${step}\n[jobs.build]\nneeds = ["test", "lint"]\n${step}`,
      "packages/api/cig.toml": `version = "0.2"\n[jobs.test]\n${step}`,
      "packages/none/package.json": "{}",
    });
    expect(told).toEqual([]);
    expect(Object.keys(config!.schema.jobs!)).toEqual(["lint", "api-test", "web-test", "web-build"]);
    expect(config!.members.map(({ folder, prefix }) => [folder, prefix])).toEqual([
      ["packages/api", "api"],
      ["packages/web", "web"],
    ]);
    expect(config!.schema.jobs!["web-build"]).toEqual({
      needs: ["web-test", "lint"],
      working_directory: "packages/web",
      steps: [{ run: "true" }],
    });
    expect(placeOf(config!, ["jobs", "web-build", "needs", 1])).toBe("packages/web/cig.toml:4:18");
    expect(placeOf(config!, ["jobs", "lint"])).toBe("cig.toml:4:7");
  });

  it("takes a member's own job before the root's, and the root's where // says so", async () => {
    const { config } = await loadOf({
      "cig.toml": `${root}[jobs.build]\n${step}`,
      "packages/web/cig.toml": `[jobs.build]\nneeds = ["//build"]\n[jobs.test]\nneeds = ["build", "//api-test"]`,
      "packages/api/cig.toml": `[jobs.test]\nneeds_any = ["//build", "web-test"]`,
    });
    const jobs = config!.schema.jobs!;
    expect(jobs["web-build"]!.needs).toEqual(["build"]);
    expect(jobs["web-test"]!.needs).toEqual(["web-build", "api-test"]);
    expect(jobs["api-test"]!.needs_any).toEqual(["build", "web-test"]);
  });

  it("leads a member's paths from the root; // is the root already", async () => {
    const { config, told } = await loadOf({
      "cig.toml": `${root}[jobs.a]\n${step}`,
      "packages/web/yarn.lock": "",
      "packages/web/cig.toml": `
[env]
A = "1"
B = "2"
[permissions]
contents = "read"
[jobs.test]
working_directory = "app"
env = { B = "3" }
skip_if = { paths_unmodified = ["src/**", "!src/x", "//tsconfig.json", "../shared/**"] }
inputs = ["./a"]
persist = ["dist", "/tmp/x"]
parallelism = 2
shard = { files = ["spec/**"] }
reports = [{ junit = "out/*.xml" }, { coverage = ["a.xml"] }]
artifacts = ["dist/**", { name = "logs", paths = ["log/*"] }]
steps = [
  { run = "true", working_directory = "." },
  { artifact = { name = "//shared", paths = ["{{ runner.temp }}/x"] } },
  { report = { summary = "s.md" } },
]
[jobs.next]
needs = ["test"]
permissions = { contents = "write" }
uses_artifacts = ["test", "logs", { name = "//shared", path = "x" }]
${step}
[jobs.bare]
checkout = false
steps = [{ cache = "deps" }]
[caches.deps]
paths = ["node_modules", "~/.cache"]
key_parts = ["yarn.lock", "v1", "//pnpm.yaml"]
job = "test"
`,
    });
    expect(told).toEqual([]);
    const jobs = config!.schema.jobs!;
    expect(jobs["web-test"]).toEqual({
      env: { A: "1", B: "3" },
      permissions: { contents: "read" },
      working_directory: "packages/web/app",
      skip_if: {
        paths_unmodified: [
          "packages/web/src/**",
          "!packages/web/src/x",
          "tsconfig.json",
          "packages/shared/**",
        ],
      },
      inputs: ["packages/web/a"],
      persist: ["packages/web/dist", "/tmp/x"],
      parallelism: 2,
      shard: { files: ["packages/web/spec/**"] },
      reports: [{ junit: "packages/web/out/*.xml" }, { coverage: ["packages/web/a.xml"] }],
      artifacts: [
        { name: "web-test", paths: ["packages/web/dist/**"] },
        { name: "web-logs", paths: ["packages/web/log/*"] },
      ],
      steps: [
        { run: "true", working_directory: "packages/web" },
        { artifact: { name: "shared", paths: ["{{ runner.temp }}/x"] } },
        { report: { summary: "packages/web/s.md" } },
      ],
    });
    expect(jobs["web-next"]).toMatchObject({
      permissions: { contents: "write" },
      uses_artifacts: [{ name: "web-test" }, { name: "web-logs" }, { name: "shared", path: "x" }],
    });
    expect(jobs["web-bare"]!.working_directory).toBeUndefined();
    expect(config!.members[0]!.own.caches).toEqual({
      deps: {
        paths: ["packages/web/node_modules", "~/.cache"],
        key_parts: ["packages/web/yarn.lock", "v1", "pnpm.yaml"],
        job: "web-test",
      },
    });
    expect(placeOf(config!, ["jobs", "web-test", "env", "A"])).toBe("packages/web/cig.toml:3:5");
    expect(placeOf(config!, ["jobs", "web-test", "env", "B"])).toBe("packages/web/cig.toml:9:13");
    expect(placeOf(config!, ["jobs", "web-next", "env", "B"])).toBe("packages/web/cig.toml:4:5");
    expect(placeOf(config!, ["jobs", "web-test", "permissions", "contents"])).toBe(
      "packages/web/cig.toml:6:12",
    );
    const offset = "packages/web/{{".length;
    expect(placeOf(config!, ["jobs", "web-test", "skip_if", "paths_unmodified", 0], offset)).toBe(
      "packages/web/cig.toml:10:36",
    );
  });

  it("finds an artifact by the folder that it was made of, of the job that is waited for", async () => {
    const { config } = await loadOf({
      "cig.toml": root,
      "packages/web/cig.toml": `
[jobs.a]
artifacts = ["dist", "log"]
[jobs.b]
artifacts = ["dist", "log"]
[jobs.c]
needs = ["b"]
uses_artifacts = ["dist"]`,
    });
    expect(config!.schema.jobs!["web-c"]!.uses_artifacts).toEqual([{ name: "web-b-dist" }]);
  });

  it("gives its templates and profiles to members, whose own come over them", async () => {
    const files = {
      "cig.toml": `${root}[templates.base]\ntimeout = 5\nskip_if = { paths_unmodified = ["src/**"] }\n[profiles.slow.templates.base]\ntimeout = 50`,
      "packages/web/cig.toml": `[jobs.test]\nextends = ["base"]\n${step}`,
      "packages/api/cig.toml": `[templates.base]\ntimeout = 7\n[jobs.test]\nextends = ["base"]\n${step}\n[profiles.slow.jobs.test]\ncontinue_on_error = true`,
    };
    const { config } = await loadOf(files);
    expect(config!.schema.jobs!["web-test"]).toMatchObject({
      timeout: 5,
      skip_if: { paths_unmodified: ["packages/web/src/**"] },
    });
    expect(config!.schema.jobs!["api-test"]!.timeout).toBe(7);
    expect(placeOf(config!, ["jobs", "web-test", "timeout"])).toBe("cig.toml:5:11");
    expect(placeOf(config!, ["jobs", "api-test", "timeout"])).toBe("packages/api/cig.toml:2:11");
    const { config: slow, told } = await loadOf(files, { profile: "slow" });
    expect(told).toEqual([]);
    expect(slow!.schema.jobs!["web-test"]!.timeout).toBe(50);
    expect(slow!.schema.jobs!["api-test"]!.continue_on_error).toBe(true);
  });

  it("knows a profile that a member alone has, and none that nobody has", async () => {
    const files = { "cig.toml": root, "packages/web/cig.toml": `[profiles.x.jobs.test]\n${step}` };
    const { config } = await loadOf(files, { profile: "x" });
    expect(Object.keys(config!.schema.jobs!)).toEqual(["web-test"]);
    expect((await loadOf(files, { profile: "y" })).told).toEqual([
      'cig.toml:1:1 CIG110 There is no profile "y". | Add [profiles.y].',
    ]);
  });

  it("gives its variables to members, who may have their own and override them", async () => {
    const { config, told } = await loadOf(
      {
        "cig.toml": `${root}[variables]\nA = "root"\nB = "root"`,
        "packages/web/cig.toml": `[variables]\nB = "web {{ A }}"\nC = 1\n[jobs.x]\n${step}`,
        "packages/api/cig.toml": `[jobs.x]\n${step}`,
      },
      { variables: { A: "given", C: "2" }, environment: { CIG_VAR_NONE: "x" } },
    );
    expect(told.map((line) => line.replace(/ \|.*/, ""))).toEqual([
      "undefined:undefined:undefined CIG107 CIG_VAR_NONE sets a variable that [variables] does not declare.",
    ]);
    const [api, web] = config!.members;
    expect(api!.variables).toBeUndefined();
    expect(web!.variables!.map(({ name, value }) => `${name}=${value}`)).toEqual([
      "A=given",
      "B=web given",
      "C=2",
    ]);
    expect(config!.variables.map(({ name, value }) => `${name}=${value}`)).toEqual(["A=given", "B=root"]);
  });

  it("takes folders by name and patterns, without those that are excluded, in the order of paths", async () => {
    const { config, told } = await loadOf({
      "cig.toml": `[workspace]\nmembers = ["tools/gen/", "./packages/**"]\nexclude = ["packages/old"]\n`,
      "tools/gen/cig.toml": `[jobs.t]\n${step}`,
      "packages/ui/button/cig.toml": `[jobs.t]\n${step}`,
      "packages/ui/cig.toml": `[jobs.t]\n${step}`,
      "packages/old/cig.toml": `[jobs.t]\n${step}`,
      "packages/old/x/cig.toml": `[jobs.t]\n${step}`,
      "packages/7zip/cig.toml": `[jobs.t]\n${step}`,
    });
    expect(told).toEqual([]);
    expect(Object.keys(config!.schema.jobs!)).toEqual(["_7zip-t", "ui-t", "ui-button-t", "gen-t"]);
  });

  it("refuses two jobs of one id, and takes project.name for the prefix", async () => {
    const files = {
      "cig.toml": `[workspace]\nmembers = ["packages/*", "apps/*"]\n[jobs.web-lint]\n${step}`,
      "packages/web/cig.toml": `[jobs.test]\n${step}\n[jobs.lint]\n${step}`,
      "apps/web/cig.toml": `[jobs.test]\n${step}`,
    };
    expect((await loadOf(files)).told).toEqual([
      'packages/web/cig.toml:1:7 CIG405 This job gets the id "web-test", and there is one already, in apps/web/cig.toml:1. | Give the job another id, or the member another name: [project] name = "…" in packages/web/cig.toml decides what its jobs\' ids begin with, instead of "packages/web".',
      'packages/web/cig.toml:3:7 CIG405 This job gets the id "web-lint", and there is one already, in cig.toml:4. | Give the job another id, or the member another name: [project] name = "…" in packages/web/cig.toml decides what its jobs\' ids begin with, instead of "packages/web".',
    ]);
    const named = { ...files, "packages/web/cig.toml": `[project]\nname = "lib web"\n[jobs.test]\n${step}` };
    expect(Object.keys((await loadOf(named)).config!.schema.jobs!)).toEqual([
      "web-lint",
      "web-test",
      "lib-web-test",
    ]);
  });

  it("refuses in a member what holds for the whole repository", async () => {
    const { told } = await loadOf({
      "cig.toml": root,
      "packages/web/cig.toml": `on = ["push"]\n[project]\ndefault_branch = "x"\n[profiles.p.policy]\n[[outputs]]\nprovider = "github"\npath = "x"\n[workspace]\nmembers = ["y"]\n[jobz]`,
    });
    expect(told.map((line) => line.replace(/ \|.*/, ""))).toEqual([
      'packages/web/cig.toml:1:1 CIG118 "on" holds for the whole repository, and this is the file of one member.',
      'packages/web/cig.toml:3:1 CIG118 "project.default_branch" holds for the whole repository, and this is the file of one member.',
      'packages/web/cig.toml:4:13 CIG118 "profiles.p.policy" holds for the whole repository, and this is the file of one member.',
      'packages/web/cig.toml:5:3 CIG118 "outputs" holds for the whole repository, and this is the file of one member.',
      'packages/web/cig.toml:8:2 CIG118 "workspace" holds for the whole repository, and this is the file of one member.',
      'packages/web/cig.toml:10:2 CIG103 The file has no key "jobz".',
    ]);
  });

  it("tells what is wrong with [workspace] at its place", async () => {
    const { told } = await loadOf({
      "cig.toml": '[workspace]\nmembers = ["none", "pakages/*", ".", "../x"]',
      "packages/a/package.json": "",
    });
    expect(told).toEqual([
      'cig.toml:3:20 CIG406 "pakages/*" matches no folder with a cig.toml. | Did you mean "packages"?',
      "cig.toml:3:33 CIG119 The root cannot be a member of itself. | Remove it: its jobs take part anyway.",
      'cig.toml:3:38 CIG119 "../x" lies outside of the repository. | Name folders below that of cig.toml.',
      'cig.toml:3:12 CIG119 "none/cig.toml" does not exist, so that "none" is no member. | Write the file, or remove the folder from members.',
    ]);
  });

  it("tells what is wrong in a member there, in the member's own words", async () => {
    const { told } = await loadOf({
      "cig.toml": root,
      "packages/a/cig.toml": "[jobs.x]\nstpes = []",
      "packages/c/cig.toml": "[jobs",
    });
    expect(told).toEqual([
      'packages/a/cig.toml:2:1 CIG103 "jobs.x" has no key "stpes". | Did you mean "steps"?',
      "packages/c/cig.toml:1:2 CIG102 This is not TOML: incomplete key-value: cannot find end of key.",
    ]);
    const { told: later } = await loadOf({
      "cig.toml": root,
      "packages/b/cig.toml": '[jobs.x]\nextends = ["bse"]\n[templates.base]',
    });
    expect(later).toEqual([
      'packages/b/cig.toml:2:12 CIG113 There is no template "bse". | Did you mean "base"?',
    ]);
  });

  it("includes files into a member, relative to it", async () => {
    const { config, told } = await loadOf({
      "cig.toml": root,
      "packages/a/cig.toml": 'include = ["ci/*.toml"]',
      "packages/a/ci/x.toml": `[jobs.x]\n${step}`,
    });
    expect(told).toEqual([]);
    expect(placeOf(config!, ["jobs", "a-x"])).toBe("packages/a/ci/x.toml:1:7");
    expect([...config!.others.keys()]).toEqual(["packages/a/cig.toml", "packages/a/ci/x.toml"]);
  });

  it("takes no member by a link that leads out of the repository", async () => {
    const outside = folderWith({ "cig.toml": `[jobs.x]\n${step}` });
    const folder = folderWith({ "cig.toml": '[workspace]\nmembers = ["away"]' });
    symlinkSync(outside, join(folder, "away"));
    expect((await load(folder)).told).toEqual([
      'cig.toml:3:12 CIG119 "away/cig.toml" is a symbolic link that leads out of the repository, so that "away" is no member. | Mend it, or exclude the folder.',
    ]);
  });
});
