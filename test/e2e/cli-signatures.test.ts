import { execFileSync } from "node:child_process";
import { chmodSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { buildFixture } from "../core/host/fixtures.ts";
import { cig, put, repository } from "./cli.ts";

const config = (store: string) => `version = "0.2"

[skip]
store = { plugin = "cache/directory", path = "${store}" }

[jobs.lint]
skip_if = { paths_unmodified = ["app/**"] }
steps = [{ run = "make lint" }]

[jobs.test]
needs = ["lint"]
packages = ["ruby"]
matrix = { db = ["a", "b"] }
skip_if = { paths_unmodified = ["app/**", "spec/**"], env = ["MODE"] }
steps = [{ run = "make test" }]

[jobs.deploy]
needs = ["test"]
environment = "production"
steps = [{ run = "make deploy" }]
`;

const onMain = {
  CIG_RUN_EVENT: "push",
  CIG_GIT_BRANCH: "main",
  CIG_GIT_DEFAULT_BRANCH: "main",
  CIG_GIT_SHA: "0",
  CIG_GIT_TAG: "",
  CIG_PR_NUMBER: "",
  CIG_RUN_URL: "https://ci/17",
};
const output = ".github/workflows/ci.yml";

interface Entry {
  readonly id: string;
  readonly signature: string;
  readonly verdict: string;
  readonly reason: string;
}

/** A rendered and committed repository. */
function project(): string {
  const folder = repository({
    "app/a.rb": "1\n",
    "spec/a.rb": "1\n",
    "docs/a.md": "1\n",
    ".ruby-version": "3.3.0\n",
    Gemfile: "source 'https://rubygems.org'\n",
  });
  put(folder, { "cig.toml": config(`${folder}.store`) });
  commit(folder);
  expect(cig(folder, ["render"]).code).toBe(0);
  commit(folder);
  return folder;
}

function commit(folder: string): void {
  execFileSync("git", ["add", "--all"], { cwd: folder });
  const who = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
  execFileSync("git", [...who, "commit", "--quiet", "--allow-empty", "-m", "x"], { cwd: folder });
}

function signatures(folder: string, environment: object = {}, ...more: string[]): Map<string, Entry> {
  const { code, out, err } = cig(folder, ["compute-signatures", "--json", ...more], {
    ...onMain,
    ...environment,
  });
  expect([code, err]).toEqual([0, ""]);
  return new Map((JSON.parse(out).jobs as Entry[]).map((job) => [job.id, job]));
}

/** As the last step of each job does it in CI. */
function pass(folder: string, ids: readonly string[], environment: object = {}): void {
  const done = cig(folder, ["compute-signatures", "--output", output, "--format", "jenkins"], {
    ...onMain,
    ...environment,
  });
  for (const line of done.out.trimEnd().split("\n")) {
    const [id = "", , marker = "-"] = line.split("\t");
    if (!ids.includes(id) || marker === "-") continue;
    const text = Buffer.from(marker, "base64").toString();
    expect(cig(folder, ["mark"], { ...onMain, ...environment, CIG_MARKER: text }).err).toContain(
      "Recorded: ",
    );
  }
}

const all = ["lint", "test-dba", "test-dbb"];
const verdicts = (found: Map<string, Entry>) =>
  Object.fromEntries([...found].map(([id, { verdict }]) => [id, verdict]));

describe("cig compute-signatures", () => {
  it("leaves out what has passed, runs what has changed, and never what has effects", () => {
    const folder = project();
    const run = { lint: "run", "test-dba": "run", "test-dbb": "run", deploy: "run" };
    expect(verdicts(signatures(folder))).toEqual(run);
    pass(folder, ["lint", "test-dba"]);
    expect(verdicts(signatures(folder))).toEqual({ ...run, lint: "skip", "test-dba": "skip" });
    expect(signatures(folder).get("lint")!.reason).toContain("https://ci/17");
    // A pull request reads what the default branch has earned, and earns for itself.
    const pr = { CIG_RUN_EVENT: "pull_request", CIG_PR_NUMBER: "7", CIG_GIT_BRANCH: "main" };
    pass(folder, ["test-dbb"], pr);
    expect(verdicts(signatures(folder, pr))).toEqual({
      lint: "skip",
      "test-dba": "skip",
      "test-dbb": "skip",
      deploy: "run",
    });
    expect(verdicts(signatures(folder))["test-dbb"]).toBe("run");
    expect(verdicts(signatures(folder, { CIG_FORCE: "1" }))).toEqual(run);
    put(folder, { "spec/a.rb": "2\n" });
    expect(verdicts(signatures(folder))).toEqual({ ...run, lint: "skip" });
  });

  it("changes with what counts, and with nothing else", () => {
    const folder = project();
    const before = signatures(folder);
    const test = (found: Map<string, Entry>) => found.get("test-dba")!.signature;
    const unchanged = [
      () => put(folder, { "docs/a.md": "2\n" }),
      () => put(folder, { "app/new.rb": "not tracked\n" }),
      () => commit(folder),
    ];
    for (const change of unchanged.slice(0, 2)) {
      change();
      expect(test(signatures(folder))).toBe(test(before));
    }
    rmSync(join(folder, "app/new.rb"));
    // Dirty or committed, it is the same content.
    put(folder, { "app/a.rb": "2\n" });
    const dirty = signatures(folder);
    expect(test(dirty)).not.toBe(test(before));
    unchanged[2]!();
    expect(test(signatures(folder))).toBe(test(dirty));
    chmodSync(join(folder, "app/a.rb"), 0o755);
    expect(test(signatures(folder))).not.toBe(test(dirty));
    chmodSync(join(folder, "app/a.rb"), 0o644);
    expect(test(signatures(folder, { MODE: "x" }))).not.toBe(test(dirty));
    put(folder, { ".ruby-version": "3.3.1\n" });
    expect(test(signatures(folder))).not.toBe(test(dirty));
    expect(signatures(folder).get("lint")!.signature).toBe(dirty.get("lint")!.signature);
  });

  it("runs everything and records nothing where the committed files are not what cig.toml says", () => {
    const folder = project();
    pass(folder, all);
    const file = join(folder, output);
    writeFileSync(file, readFileSync(file, "utf8").replace("make lint", "true"));
    const done = cig(folder, ["compute-signatures", "--output", output, "--format", "jenkins"], onMain);
    expect(done.code).toBe(0);
    expect(done.err).toContain("warning[CIG331]");
    for (const line of done.out.trimEnd().split("\n"))
      expect(line.split("\t").slice(1, 3)).toEqual(["run", "-"]);
  });

  it("asks plugins that have a say, which can make work run", async () => {
    const folder = project();
    await buildFixture("wants-to-run", join(folder, "tools"));
    const path = "./tools/wants-to-run";
    const source = readFileSync(join(folder, "cig.toml"), "utf8").replaceAll("[jobs.lint]", "[jobs.nightly]");
    put(folder, {
      "cig.toml": `${source.replace('needs = ["lint"]', 'needs = ["nightly"]')}\n[plugins]\n"misbehaving/wants-to-run" = { path = "${path}" }\n`,
    });
    commit(folder);
    expect(cig(folder, ["render"])).toMatchObject({ code: 0 });
    commit(folder);
    pass(folder, ["nightly", "test-dba", "test-dbb"]);
    const found = signatures(folder);
    expect(verdicts(found)).toEqual({
      nightly: "run",
      "test-dba": "skip",
      "test-dbb": "skip",
      deploy: "run",
    });
    expect(found.get("nightly")!.reason).toContain("the moon is full");
  });

  it("costs time and no truth where the store is broken", () => {
    const folder = project();
    pass(folder, all);
    rmSync(`${folder}.store`, { recursive: true });
    writeFileSync(`${folder}.store`, "no folder\n");
    const found = cig(folder, ["compute-signatures", "--json"], onMain);
    expect(JSON.parse(found.out).jobs.map(({ verdict }: Entry) => verdict)).toEqual([
      "run",
      "run",
      "run",
      "run",
    ]);
    rmSync(`${folder}.store`);
  });
});

describe("cig explain job", () => {
  it("names the file, variable, version, line of the definition or job before that made it run", () => {
    const folder = project();
    pass(folder, all, { MODE: "a" });
    const why = (environment: object = { MODE: "a" }) =>
      cig(folder, ["explain", "job", "test-dba"], { ...onMain, ...environment }).out;
    expect(why()).toContain("Why test-dba is left out");
    expect(why({ MODE: "b" })).toContain("MODE has another value");
    put(folder, { "spec/a.rb": "2\n" });
    expect(why()).toContain("spec/a.rb changed");
    put(folder, { "spec/a.rb": "1\n", ".ruby-version": "3.4.1\n" });
    expect(why()).toContain("ruby: 3.3.0 → 3.4.1");
    put(folder, { ".ruby-version": "3.3.0\n" });
    const source = readFileSync(join(folder, "cig.toml"), "utf8");
    put(folder, { "cig.toml": source.replace("make test", "make check") });
    expect(why()).toContain("make test → make check");
    put(folder, { "cig.toml": source.replace("make lint", "make style") });
    expect(why()).toMatch(/before it: lint\n.*make lint → make style/);
    put(folder, { "cig.toml": source });
    expect(cig(folder, ["explain", "skip"], { ...onMain, MODE: "a" }).out).toContain(
      "4 jobs: 1 run, 3 left out",
    );
    const { changed } = JSON.parse(
      cig(folder, ["explain", "job", "test-dba", "--diff", "HEAD", "--json"], onMain).out,
    );
    expect(changed).toEqual([]);
  });
});
