import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cig, freshFolder, repository } from "./cig.ts";

/** What npm says must not depend on who runs the tests. */
const npmEnvironment = { PATH: process.env.PATH, HOME: process.env.HOME, npm_config_offline: "true" };

describe("a plugin of an outsider, made by `cig plugin new`", () => {
  it("passes its own test and takes part in a plan by its path", () => {
    const outside = freshFolder();
    const made = cig(outside, "plugin", "new", "acme/hello", "--dir", "hello");
    expect(made.stderr).toBe("");
    expect(made.code).toBe(0);
    const plugin = join(outside, "hello");
    execFileSync("npm", ["install", "--no-audit", "--no-fund"], {
      cwd: plugin,
      env: npmEnvironment,
      stdio: "pipe",
    });
    const tested = spawnSync("npm", ["test"], { cwd: plugin, encoding: "utf8", env: npmEnvironment });
    expect(tested.stdout).toContain("# fail 0");
    expect(tested.status).toBe(0);

    const folder = repository({
      ".hello-version": "4.2\n",
      "cig.toml": `version = "0.2"
[project]
name = "uses-hello"
[plugins]
"acme/hello" = { path = ${JSON.stringify(plugin)} }
[jobs.greet]
steps = [{ uses = "acme/hello@~0.1", with = { who = "you; id" } }]
`,
    });
    const planned = JSON.parse(cig(folder, "plan", "--json").stdout);
    expect(planned.facts).toContainEqual({
      confidence: 1,
      evidence: [{ file: ".hello-version", line: 1 }],
      key: "hello.version",
      plugin: "acme/hello",
      value: "4.2",
    });
    expect(planned.plugins).toContainEqual({
      memo: "miss",
      name: "acme/hello",
      started: true,
      version: "0.1.0",
    });
    expect(cig(folder, "render").code).toBe(0);
    const workflow = readFileSync(join(folder, ".github/workflows/ci.yml"), "utf8");
    expect(workflow).toContain('run: echo "Hello, $WHO!"\n        env:\n          WHO: you; id\n');
  });

  it("is asked again after its code has changed", () => {
    const outside = freshFolder();
    cig(outside, "plugin", "new", "acme/hello", "--dir", "hello");
    const plugin = join(outside, "hello");
    execFileSync("npm", ["install", "--no-audit", "--no-fund"], {
      cwd: plugin,
      env: npmEnvironment,
      stdio: "pipe",
    });
    const folder = repository({
      "cig.toml": `version = "0.2"
[plugins]
"acme/hello" = { path = ${JSON.stringify(plugin)} }
[jobs.greet]
steps = [{ uses = "acme/hello" }]
`,
    });
    const greeting = () => {
      expect(cig(folder, "render").stderr).toBe("");
      return /run: (echo .*)/.exec(readFileSync(join(folder, ".github/workflows/ci.yml"), "utf8"))![1];
    };
    expect(greeting()).toBe('echo "Hello, $WHO!"');
    execFileSync("sed", ["-i.bak", "s/Hello,/Goodbye,/", "plugin.js"], { cwd: plugin });
    expect(greeting()).toBe('echo "Goodbye, $WHO!"');
  });
});

describe("a plugin that lives in the repository", () => {
  it("is no evidence of what the repository is", () => {
    const folder = repository({
      "cig.toml": `version = "0.2"
[plugins]
"acme/hello" = { path = "./tools/hello" }
[jobs.greet]
steps = [{ uses = "acme/hello" }]
`,
    });
    cig(folder, "plugin", "new", "acme/hello", "--dir", "tools/hello");
    execFileSync("npm", ["install", "--no-audit", "--no-fund"], {
      cwd: join(folder, "tools/hello"),
      env: npmEnvironment,
      stdio: "pipe",
    });
    expect(JSON.parse(cig(folder, "plan", "--json").stdout).facts).toEqual([]);
  });
});
