import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cig, nodePackage, put, repository } from "./cli.ts";

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
