import { describe, expect, it } from "vitest";
import playwright from "../../../../plugins/browser/playwright/plugin.ts";
import { type Contents, see } from "../../repository.ts";

describe("what browser/playwright detects", () => {
  it("finds the test runner, and the version that package-lock.json states", async () => {
    const seen = await see(playwright, {
      "package.json": '{\n  "devDependencies": {\n    "@playwright/test": "^1.49.0"\n  }\n}',
      "package-lock.json": [
        "{",
        '    "node_modules/@playwright/test": {',
        '      "version": "1.49.1",',
        '      "dependencies": { "playwright": "1.49.1" }',
        "    }",
        "}",
      ].join("\n"),
      "playwright.config.ts": null,
    });
    expect(seen.facts).toEqual({
      "browser.playwright": "node",
      "browser.playwright.root": ".",
      "browser.playwright.version": "1.49.1",
    });
    expect(seen.evidence["browser.playwright"]).toEqual(["package.json:3", "playwright.config.ts"]);
    expect(seen.evidence["browser.playwright.version"]).toEqual(["package-lock.json:2"]);
    expect(seen.confidence["browser.playwright"]).toBe(1);
    expect(seen.signals).toEqual(["playwright_used"]);
  });

  it("states no version without a lock file", async () => {
    const seen = await see(playwright, {
      "package.json": '{ "devDependencies": { "playwright": "^1.49.0" } }',
    });
    expect(seen.facts).toEqual({ "browser.playwright": "node", "browser.playwright.root": "." });
    expect(seen.confidence["browser.playwright"]).toBe(0.8);
  });

  it("finds a workspace's package, and the lock file above it", async () => {
    const seen = await see(playwright, {
      "apps/web/package.json": '{ "devDependencies": { "@playwright/test": "catalog:" } }',
      "pnpm-lock.yaml": "packages:\n\n  '@playwright/test@1.50.0':\n    resolution: {}\n",
    });
    expect(seen.facts).toEqual({
      "browser.playwright": "node",
      "browser.playwright.root": "apps/web",
      "browser.playwright.version": "1.50.0",
    });
  });

  it("finds Python's plugin for pytest", async () => {
    const seen = await see(playwright, {
      "pyproject.toml": '[dependency-groups]\ndev = ["pytest-playwright>=0.6"]\n',
      "uv.lock": '[[package]]\nname = "playwright"\nversion = "1.48.0"\n',
    });
    expect(seen.facts).toEqual({
      "browser.playwright": "python",
      "browser.playwright.root": ".",
      "browser.playwright.version": "1.48.0",
    });
  });

  it("takes a configuration file alone for a weak sign", async () => {
    const seen = await see(playwright, { "playwright.config.mjs": null });
    expect(seen.facts).toEqual({ "browser.playwright": "node", "browser.playwright.root": "." });
    expect(seen.confidence["browser.playwright"]).toBe(0.6);
  });

  it.each<Contents>([
    { "package.json": '{ "devDependencies": { "playwright-utils": "1.0.0" } }' },
    { "examples/shop/package.json": '{ "devDependencies": { "@playwright/test": "1.49.0" } }' },
    { "templates/playwright.config.ts": null },
    { "package.json": "not JSON" },
  ])("finds nothing in %j", async (files) => {
    expect((await see(playwright, files)).facts).toEqual({});
  });
});
