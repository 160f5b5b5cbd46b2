import { describe, expect, it } from "vitest";
import chromatic from "../../../../plugins/browser/chromatic/plugin.ts";
import { type Contents, see } from "../../repository.ts";

const manifest = (value: object) => JSON.stringify(value, null, 2);

describe("what browser/chromatic detects", () => {
  it("finds Chromatic, its locked version, and the scripts that publish and build", async () => {
    const seen = await see(chromatic, {
      "package.json": manifest({
        scripts: {
          storybook: "storybook dev",
          "storybook:build": "storybook build -o out",
          publish: "chromatic",
        },
        devDependencies: { chromatic: "^13.1.0" },
      }),
      "yarn.lock": 'chromatic@^13.1.0:\n  version "13.1.2"\n',
      "chromatic.config.json": '{ "onlyChanged": true }',
    });
    expect(seen.facts).toEqual({
      "browser.chromatic": "node",
      "browser.chromatic.root": ".",
      "browser.chromatic.version": "13.1.2",
      "browser.chromatic.script": "publish",
      "browser.chromatic.build_script": "storybook:build",
      "step.chromatic": "browser/chromatic",
      "step.chromatic.packages": "node",
    });
    expect(seen.evidence["browser.chromatic"]).toEqual([
      "package.json:8",
      "chromatic.config.json",
      "package.json:5",
    ]);
    expect(seen.evidence["browser.chromatic.build_script"]).toEqual(["package.json:4"]);
    expect(seen.signals).toEqual(["chromatic_used"]);
  });

  it.each<Contents>([
    {
      "package.json": manifest({
        scripts: { "build-storybook": "storybook build", "build-storybook:docs": "storybook build --docs" },
        devDependencies: { chromatic: "13.0.0" },
      }),
    },
    {
      "package.json": manifest({
        scripts: { sb: "storybook build" },
        devDependencies: { chromatic: "13.0.0" },
      }),
      "chromatic.config.json": '{ "buildScriptName": "sb" }',
    },
    {
      "package.json": manifest({ scripts: { sb: "storybook build" } }),
      "packages/ui/package.json": manifest({ devDependencies: { chromatic: "13.0.0" } }),
    },
  ])("names no script that Chromatic finds itself, or that is another package's: %#", async (files) => {
    expect((await see(chromatic, files)).facts).not.toHaveProperty(["browser.chromatic.build_script"]);
  });

  it("proposes a step with the options of the script that publishes", async () => {
    const { facts, evidence } = await see(chromatic, {
      "packages/kit/package.json": manifest({
        scripts: {
          chromatic: "chromatic --build-script-name 'build:sb' --exit-zero-on-changes --project-token=$TOKEN",
        },
        devDependencies: { chromatic: "^13.1.0" },
      }),
    });
    expect(facts["chromatic[packages/kit].step.chromatic"]).toBe("browser/chromatic");
    expect(facts["chromatic[packages/kit].step.chromatic.with.build_script"]).toBe("build:sb");
    expect(facts["chromatic[packages/kit].step.chromatic.with.exit_zero_on_changes"]).toBe("true");
    expect(facts).not.toHaveProperty(["chromatic[packages/kit].step.chromatic.with.zip"]);
    expect(evidence["chromatic[packages/kit].step.chromatic"]).toEqual(["packages/kit/package.json:3"]);
  });

  it.each<Contents>([
    { "chromatic.config.json": '{ "projectId": "Project:1" }' },
    { "package.json": manifest({ scripts: { chromatic: "npx chromatic@latest --exit-zero-on-changes" } }) },
  ])("takes %j alone for a weak sign", async (files) => {
    const seen = await see(chromatic, files);
    expect(seen.facts["browser.chromatic"]).toBe("node");
    expect(seen.confidence["browser.chromatic"]).toBe(0.6);
  });

  it.each<Contents>([
    {
      "package.json": manifest({
        scripts: { build: "storybook build" },
        devDependencies: { storybook: "9" },
      }),
    },
    { "package.json": manifest({ devDependencies: { "@chromatic-com/storybook": "4" } }) },
    { "package.json": manifest({ scripts: { tone: "node chromatic-scale.js" } }) },
    { "examples/kit/package.json": manifest({ devDependencies: { chromatic: "13" } }) },
    { "package.json": "not JSON" },
  ])("finds nothing in %j", async (files) => {
    expect((await see(chromatic, files)).facts).toEqual({});
  });
});
