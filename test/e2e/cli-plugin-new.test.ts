import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cig, put, repository } from "./cli.ts";

describe("cig plugin new", () => {
  it("writes a plugin that passes its own tests without a network, and then takes part", () => {
    const folder = repository({ ".hello-version": "1.2.3\n" });
    const made = cig(folder, ["plugin", "new", "acme/hello", "--dir", "tools/hello"]);
    expect(made).toMatchObject({ code: 0, err: "" });
    expect(made.out).toContain('"acme/hello" = { path = "./tools/hello" }');

    const plugin = join(folder, "tools/hello");
    const environment = { PATH: process.env.PATH, HOME: folder };
    const npm = (...argv: string[]) =>
      spawnSync("npm", argv, { cwd: plugin, encoding: "utf8", env: environment });
    expect(npm("install", "--offline", "--no-audit", "--no-fund").status).toBe(0);
    const tested = npm("test");
    expect(tested.stdout).toContain("# pass 3");
    expect(tested.status).toBe(0);

    put(folder, {
      "cig.toml": `version = "0.2"\n${/\[plugins\][\s\S]*$/.exec(made.out)![0].replace(/^ {2}/gm, "")}`,
    });
    const plan = cig(folder, ["plan"]);
    expect(plan).toMatchObject({ code: 0, err: "" });
    expect(plan.out).toContain("  ✓ Hello 1.2.3 detected (acme/hello)  .hello-version:1\n");
    expect(plan.out).toContain("  ✓ acme/hello@0.1.0\n");
    expect(cig(folder, ["render"]).code).toBe(0);
    const workflow = readFileSync(join(folder, ".github/workflows/ci.yml"), "utf8");
    expect(workflow).toContain("WHO: world");
    expect(cig(folder, ["plugin", "list"]).out).toMatch(/^acme\/hello@0\.1\.0 .*\[path\]$/m);
    expect(JSON.parse(cig(folder, ["plan", "--json"]).out).plugins).toContainEqual({
      name: "acme/hello",
      version: "0.1.0",
      started: false,
      memo: "hit",
    });
  });

  it("says its commands so that they can be copied, and where nothing can be written", () => {
    const folder = repository({});
    const { out } = cig(folder, ["plugin", "new", "acme/x", "--dir", 'it\'s "mine"']);
    expect(out).toContain(`cd './it'\\''s "mine"' && npm install`);
    expect(out).toContain(`"acme/x" = { path = "./it's \\"mine\\"" }`);
    for (const place of ["/proc/none/x", "/dev/null/x"]) {
      const refused = cig(folder, ["plugin", "new", "acme/x", "--dir", place]);
      expect([refused.code, refused.err.split("\n")[0]]).toEqual([
        1,
        "error[CIG603]: Files could not be written",
      ]);
    }
  });

  it("refuses a name that no plugin can have, and a folder that is not empty", () => {
    const folder = repository({ "mine/file": "x" });
    expect(cig(folder, ["plugin", "new", "Hello"]).err).toContain("a name is kind/name");
    const { code, err } = cig(folder, ["plugin", "new", "acme/x", "--dir", "mine"]);
    expect(code).toBe(1);
    expect(err).toContain("error[CIG704]");
  });
});
