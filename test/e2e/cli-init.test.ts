import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cig, nodePackage, put, repository } from "./cli.ts";

const workflow = "on: push\njobs:\n  unit:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n";

describe("cig init", () => {
  it("writes a cig.toml that plans, renders and stays rendered", () => {
    const folder = repository(nodePackage);
    const init = cig(folder, ["init"]);
    expect(init).toMatchObject({ code: 0, err: "" });
    expect(init.out).toContain("Wrote cig.toml with the jobs lint, test.");
    const written = readFileSync(join(folder, "cig.toml"), "utf8");
    expect(written).toContain('name = "clock"');
    expect(written).toContain("#   Node 22.11.0  .nvmrc:1");
    expect(written).toContain("# package.json:3");
    const plan = cig(folder, ["plan"]);
    expect(plan).toMatchObject({ code: 0, err: "" });
    expect(plan.out).toContain("  + 2 jobs\n");
    expect(cig(folder, ["render"])).toMatchObject({
      code: 0,
      out: "created .github/workflows/ci.yml\ncreated cig.lock\n",
    });
    expect(cig(folder, ["render", "--check"])).toMatchObject({ code: 0, err: "" });
  });

  it("refuses to overwrite", () => {
    const folder = repository({ ...nodePackage, "cig.toml": "mine\n" });
    const { code, err } = cig(folder, ["init"]);
    expect(code).toBe(1);
    expect(err).toContain("error[CIG704]: File exists");
    expect(readFileSync(join(folder, "cig.toml"), "utf8")).toBe("mine\n");
  });

  it("overwrites when told to", () => {
    const folder = repository({ ...nodePackage, "cig.toml": "mine\n" });
    expect(cig(folder, ["init", "--force"])).toMatchObject({ code: 0, err: "" });
    expect(readFileSync(join(folder, "cig.toml"), "utf8")).toContain("[jobs.test]");
  });

  it("writes what its options say, and that renders", () => {
    const folder = repository(nodePackage);
    const argv = "init --yes --provider circleci --provider github --job test --matrix node=20,22".split(" ");
    const more = "--service redis=7 --runner ubuntu-24.04 --skip --level SEC002=off".split(" ");
    expect(cig(folder, [...argv, ...more])).toMatchObject({ code: 0, err: "" });
    const { code, out } = cig(folder, ["render"]);
    expect(code).toBe(0);
    expect(out).toContain("created .circleci/config.yml\n");
    expect(out).toContain("created .github/workflows/ci.yml\n");
    const workflow = readFileSync(join(folder, ".github/workflows/ci.yml"), "utf8");
    expect(workflow).toContain('"node":"20"');
    expect(workflow).toContain("runs-on: ubuntu-24.04");
    expect(workflow).toContain("image: redis:7");
  });

  it("says what is wrong with an option, and writes nothing", () => {
    const folder = repository(nodePackage);
    const { code, err } = cig(folder, ["init", "--job", "tests"]);
    expect(code).toBe(1);
    expect(err).toContain('No job "tests" would be written for this repository.');
    expect(err).toContain('Did you mean "test"?');
    expect(existsSync(join(folder, "cig.toml"))).toBe(false);
  });

  it("tells of the CI that is there, and imports it when told to", () => {
    const folder = repository({ ...nodePackage, ".github/workflows/ci.yml": workflow });
    const { code, err } = cig(folder, ["init"]);
    expect(code).toBe(0);
    expect(err).toContain("The repository has GitHub Actions (1 file), which cig can import.");
    expect(err).toContain("cig import --force");
    const imported = cig(folder, ["init", "--import", "--force"]);
    expect(imported).toMatchObject({ code: 0, err: "" });
    expect(imported.out).toContain("Proof: equal.");
    expect(readFileSync(join(folder, "cig.toml"), "utf8")).toContain("[jobs.unit]");
  });

  it("says nothing of importing to who wants to start anew", () => {
    const folder = repository({ ...nodePackage, ".github/workflows/ci.yml": workflow });
    expect(cig(folder, ["init", "--no-import"])).toMatchObject({ code: 0, err: "" });
  });

  it("only prints when asked to, even where a file exists", () => {
    const folder = repository({ ...nodePackage, "cig.toml": "mine\n" });
    const { code, out } = cig(folder, ["init", "--dry-run"]);
    expect(code).toBe(0);
    expect(out).toContain('[jobs.test]\npackages = ["node"]');
    expect(readFileSync(join(folder, "cig.toml"), "utf8")).toBe("mine\n");
  });

  it("writes an example and says so where nothing is detected", () => {
    const folder = repository({ "notes.txt": "hello\n" });
    const { code, out, err } = cig(folder, ["init"]);
    expect(code).toBe(0);
    expect(out).toContain("nothing was detected");
    expect(err).toContain("info[CIG707]: Nothing was detected");
    expect(readFileSync(join(folder, "cig.toml"), "utf8")).toContain("# [jobs.hello]");
  });

  it("leaves workflows alone that are there", () => {
    const folder = repository({ ...nodePackage, ".github/workflows/ci.yml": "on: push\njobs: {}\n" });
    cig(folder, ["init"]);
    expect(readFileSync(join(folder, "cig.toml"), "utf8")).toContain('path = ".github/workflows/cig.yml"');
    expect(cig(folder, ["render"])).toMatchObject({
      code: 0,
      out: "created .github/workflows/cig.yml\ncreated cig.lock\n",
    });
    expect(readFileSync(join(folder, ".github/workflows/ci.yml"), "utf8")).toBe("on: push\njobs: {}\n");
  });

  it("says when the folder is not the top of the repository", () => {
    const folder = repository({ "web/package.json": nodePackage["package.json"] });
    const { code, err } = cig(join(folder, "web"), ["init"]);
    expect(code).toBe(0);
    expect(err).toContain("cig init -C ..");
  });

  it("has a machine form", () => {
    const folder = repository(nodePackage);
    const { out } = cig(folder, ["init", "--json"]);
    expect(JSON.parse(out)).toMatchObject({
      schema: "cig.init/1",
      path: "cig.toml",
      written: true,
      jobs: ["lint", "test"],
    });
    put(folder, {});
  });
});
