import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cig, put, repository } from "./cli.ts";

const included = {
  "cig.toml": 'version = "0.2"\ninclude = ["ci/*.toml"]\n\n[jobs.test]\nsteps = [{ run = "make test" }]\n',
  "ci/deploy.toml":
    '[jobs.deploy]\nneeds = ["test"]\nsteps = [{ command = "ship", with = { to = "staging" } }]\n',
  "ci/ship.toml": '[commands.ship]\ninputs.to = {}\nsteps = [{ run = "./ship {{ inputs.to }}" }]\n',
};

const workspace = {
  "cig.toml": `version = "0.2"

[workspace]
members = ["packages/*"]

[templates.package]
timeout = "10m"
skip_if = { paths_unmodified = ["src/**"] }

[jobs.lint]
steps = [{ run = "make lint" }]
`,
  "packages/web/cig.toml":
    '[jobs.build]\nextends = ["package"]\nneeds = ["lint"]\nsteps = [{ run = "make build" }]\nartifacts = [{ name = "site", paths = ["dist/**"] }]\n',
  "packages/web/src/a.js": "",
  "packages/api/cig.toml":
    '[jobs.test]\nextends = ["package"]\nneeds = ["//web-build"]\nuses_artifacts = ["web-site"]\nsteps = [{ run = "make test" }]\n',
  "packages/api/src/a.go": "",
};

/** What a second plan says, which nothing but memory answers when nothing changed. */
function planTwice(folder: string): string {
  cig(folder, ["plan"]);
  return cig(folder, ["plan"]).out;
}

describe("include", () => {
  it("renders the jobs of all files, and a command of one in a job of another", () => {
    const folder = repository(included);
    expect(cig(folder, ["render"])).toMatchObject({
      code: 0,
      out: "created .github/workflows/ci.yml\ncreated cig.lock\n",
    });
    expect(cig(folder, ["graph"]).out).toBe("At once\n  test\nThen (2)\n  deploy after test\n");
    expect(cig(folder, ["explain", "job", "deploy"]).out).toContain("ci/deploy.toml:1");
    expect(cig(folder, ["explain", "job", "deploy"]).out).toContain("ci/ship.toml:3");
    expect(cig(folder, ["render", "--check"]).code).toBe(0);
  });

  it("notices every change in what is remembered: in a file, of a new one, and of one that is gone", () => {
    const folder = repository(included);
    const first = planTwice(folder);
    expect(first).toContain("job.deploy");
    put(folder, { "ci/deploy.toml": included["ci/deploy.toml"].replaceAll("jobs.deploy", "jobs.release") });
    const changed = planTwice(folder);
    expect(changed).toContain("job.release");
    put(folder, { "ci/more.toml": '[jobs.more]\nsteps = [{ run = "x" }]\n' });
    expect(planTwice(folder)).toContain("job.more");
    rmSync(join(folder, "ci/more.toml"));
    expect(planTwice(folder)).toBe(changed);
    rmSync(join(folder, "ci/ship.toml"));
    expect(cig(folder, ["plan"])).toMatchObject({ code: 1 });
  });

  it("shows what is wrong in the file that it is in", () => {
    const folder = repository({
      ...included,
      "ci/ship.toml": '[commands.ship]\ninputs.to = {}\nsteps = [{ rum = "./ship" }]\n',
    });
    const { code, err } = cig(folder, ["validate"]);
    expect(code).toBe(1);
    expect(err).toContain("ci/ship.toml:3:12");
    expect(err).toContain('steps = [{ rum = "./ship" }]');
    expect(err).toContain('Did you mean "run"?');
  });

  it("does not read what a link leads to outside of the repository", () => {
    const folder = repository(included);
    const outside = repository({ "secret.toml": '[jobs.stolen]\nsteps = [{ run = "x" }]\n' });
    symlinkSync(join(outside, "secret.toml"), join(folder, "ci/a.toml"));
    const { code, err } = cig(folder, ["plan"]);
    expect(code).toBe(1);
    expect(err).toContain('"ci/a.toml" is a symbolic link that leads out of the repository');
  });
});

describe("[workspace]", () => {
  it("renders the members' jobs in their folders, and explains where each comes from", () => {
    const folder = repository(workspace);
    const { code, out, err } = cig(folder, ["plan"]);
    expect(code).toBe(0);
    expect(err).not.toMatch(/^(?:error|warning)/m);
    expect(out).toContain("job.api-test");
    expect(cig(folder, ["render"]).code).toBe(0);
    const explained = cig(folder, ["explain", "job", "api-test"]).out;
    expect(explained).toContain("packages/api/cig.toml:1");
    expect(explained).toMatch(/skipped if +unmodified: packages\/api\/src\/\*\*/);
    expect(cig(folder, ["graph"]).out).toBe(
      "At once\n  lint\nThen (2)\n  web-build after lint\nThen (3)\n  api-test after web-build\n",
    );
  });

  it("notices a change in a member, and a new member", () => {
    const folder = repository(workspace);
    const first = planTwice(folder);
    put(folder, { "packages/api/cig.toml": '[jobs.check]\nsteps = [{ run = "x" }]\n' });
    expect(planTwice(folder)).toContain("job.api-check");
    put(folder, { "packages/new/cig.toml": '[jobs.check]\nsteps = [{ run = "x" }]\n' });
    expect(planTwice(folder)).toContain("job.new-check");
    put(folder, { "packages/api/cig.toml": workspace["packages/api/cig.toml"] });
    rmSync(join(folder, "packages/new"), { recursive: true });
    expect(planTwice(folder)).toBe(first);
  });

  it("is found from the folder of a member, and from below it, and not from a folder that is none", () => {
    const folder = repository({
      ...workspace,
      "cig.toml": workspace["cig.toml"].replace(
        '["packages/*"]',
        '[\n  "packages/*", # all\n]\nexclude = ["packages/old"]',
      ),
      "packages/old/cig.toml": 'version = "0.2"\n[jobs.alone]\nsteps = [{ run = "x" }]\n',
    });
    const whole = cig(folder, ["graph"]).out;
    expect(whole).toContain("web-build");
    expect(cig(join(folder, "packages/web"), ["graph"]).out).toBe(whole);
    expect(cig(join(folder, "packages/web/src"), ["graph"]).out).toBe(whole);
    expect(cig(join(folder, "packages/old"), ["graph"]).out).toBe("At once\n  alone\n");
  });
});

describe("[workflows.ID]", () => {
  const several = `version = "0.2"

[workflows.nightly]
jobs = ["fuzz"]
on = { schedule = [{ cron = "0 3 * * *" }] }

[jobs.test]
steps = [{ run = "make test" }]

[jobs.fuzz]
steps = [{ run = "make fuzz" }]
`;

  it("are a file each, and drawn each by itself or alone", () => {
    const folder = repository({ "cig.toml": several });
    expect(cig(folder, ["render"]).out).toBe(
      "created .github/workflows/ci.yml\ncreated .github/workflows/nightly.yml\ncreated cig.lock\n",
    );
    expect(cig(folder, ["graph"]).out).toBe(
      "Workflow default\nAt once\n  test\n\nWorkflow nightly\nAt once\n  fuzz\n",
    );
    expect(cig(folder, ["graph", "--workflow", "nightly"]).out).toBe("At once\n  fuzz\n");
    expect(cig(folder, ["graph", "--workflow", "nigtly"]).err).toContain('Did you mean "nightly"?');
    expect(cig(folder, ["explain", "job", "fuzz"]).out).toMatch(/workflow +nightly/);
    const { jobs } = JSON.parse(cig(folder, ["plan", "--json"]).out);
    expect(jobs.map(({ id, workflows }: { id: string; workflows: string[] }) => [id, workflows])).toEqual([
      ["test", ["default"]],
      ["fuzz", ["nightly"]],
    ]);
    const { nodes } = JSON.parse(cig(folder, ["graph", "--json"]).out);
    expect(nodes).toEqual([
      { id: "test", variants: 1, workflows: ["default"] },
      { id: "fuzz", variants: 1, workflows: ["nightly"] },
    ]);
  });
});
