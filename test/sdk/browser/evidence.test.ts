import { type BrowserTool, browserEvidence, browserProject, create, FactSchema, UseSchema } from "cig/sdk";
import { describe, expect, it } from "vitest";
import { filesOf } from "../../plugins/repository.ts";

const tool: BrowserTool = {
  name: "probe",
  packages: [{ ecosystem: "node", name: "probe", confidence: 1 }],
  config: /^probe\.json$/,
  versioned: ["probe"],
  script: /\bprobe run\b/,
};

async function facts(files: Record<string, string>) {
  const found = await browserEvidence(filesOf(files), tool);
  return Object.fromEntries(found.map(({ key, value }) => [key, value]));
}

const manifest = (version = "^2.0.0", scripts = {}) =>
  JSON.stringify({ scripts, devDependencies: { probe: version } });

describe("what shows that a browser tool is used", () => {
  it("finds a suite that is a package of its own in a folder of tests", async () => {
    expect(await facts({ "packages/ui-tests/package.json": manifest() })).toEqual({
      "browser.probe": "node",
      "browser.probe.root": "packages/ui-tests",
    });
    expect(
      await facts({ "tests/e2e/package.json": manifest(), "web/package.json": manifest() }),
    ).toMatchObject({
      "browser.probe.root": "web",
    });
  });

  it.each(["e2e/case-of-yarn/package.json", "tests/fixtures/package.json", "examples/e2e/package.json"])(
    "takes no case of a test for a suite: %s",
    async (path) => {
      expect(await facts({ [path]: manifest() })).toEqual({});
    },
  );

  it("reads a version that package.json pins where no lock file says one", async () => {
    expect(await facts({ "package.json": manifest("2.1.0") })).toMatchObject({
      "browser.probe.version": "2.1.0",
    });
    const lock = '    "node_modules/probe": {\n      "version": "2.1.7"\n';
    expect(await facts({ "package.json": manifest("2.1.0"), "package-lock.json": lock })).toMatchObject({
      "browser.probe.version": "2.1.7",
    });
    expect(await facts({ "package.json": manifest("2.1") })).not.toHaveProperty(["browser.probe.version"]);
  });

  it("tells of a script that bears the tool's name", async () => {
    const seen = await facts({
      "package.json": manifest("^2.0.0", { probe: "probe open", ci: "probe run" }),
    });
    expect(seen).toMatchObject({ "browser.probe.script": "ci", "browser.probe.shadowed": "true" });
  });
});

describe("how a project starts a tool beside a script of its name", () => {
  it.each([
    [{}, "yarn run"],
    [{ "browser.probe.shadowed": "true" }, "npx --no"],
    [{ "browser.probe.shadowed": "true", "node.package_manager_version": "1.22.22" }, "npx --no"],
    [
      { "browser.probe.shadowed": "true", "node.package_manager_version": "4.9.1" },
      "yarn run --binaries-only",
    ],
  ])("with Yarn and %j", (more, start) => {
    const all = { "browser.probe": "node", "node.package_manager": "yarn", ...more };
    const known = Object.entries(all).map(([key, value]) =>
      create(FactSchema, { key, value, confidence: 1 }),
    );
    expect(browserProject(create(UseSchema), known, "probe").start).toBe(start);
  });
});
