import { describe, expect, it } from "vitest";
import cypress from "../../../../plugins/browser/cypress/plugin.ts";
import { type Contents, see } from "../../repository.ts";

describe("what browser/cypress detects", () => {
  it("finds Cypress, its locked version, the script that runs it, and where the application is expected", async () => {
    const seen = await see(cypress, {
      "package.json":
        '{\n  "scripts": {\n    "open": "cypress open",\n    "test:e2e": "cypress run --browser chrome"\n  },\n  "devDependencies": {\n    "cypress": "^15.3.0"\n  }\n}',
      "package-lock.json": [
        "{",
        '    "node_modules/cypress": {',
        '      "version": "15.3.0",',
        "    },",
        '    "node_modules/cypress-axe": {',
        '      "version": "1.6.0"',
        "    }",
        "}",
      ].join("\n"),
      "cypress.config.ts":
        "export default defineConfig({\n  e2e: {\n    // baseUrl: 'http://localhost:1',\n    baseUrl: 'http://localhost:4200',\n  },\n  component: {\n  },\n});\n",
    });
    expect(seen.facts).toEqual({
      "browser.cypress": "node",
      "browser.cypress.root": ".",
      "browser.cypress.version": "15.3.0",
      "browser.cypress.script": "test:e2e",
      "browser.cypress.base_url": "http://localhost:4200",
      "browser.cypress.component": "true",
    });
    expect(seen.evidence["browser.cypress"]).toEqual([
      "package.json:7",
      "cypress.config.ts",
      "package.json:4",
    ]);
    expect(seen.evidence["browser.cypress.version"]).toEqual(["package-lock.json:2"]);
    expect(seen.evidence["browser.cypress.script"]).toEqual(["package.json:4"]);
    expect(seen.evidence["browser.cypress.base_url"]).toEqual(["cypress.config.ts:4"]);
    expect(seen.confidence["browser.cypress"]).toBe(1);
    expect(seen.signals).toEqual(["cypress_used"]);
  });

  it("reads the configuration of old versions", async () => {
    const seen = await see(cypress, {
      "package.json": '{ "devDependencies": { "cypress": "9.7.0" } }',
      "cypress.json": '{\n  "baseUrl": "http://127.0.0.1:8080/app"\n}\n',
    });
    expect(seen.facts["browser.cypress.base_url"]).toBe("http://127.0.0.1:8080/app");
    expect(seen.evidence["browser.cypress"]).toEqual(["package.json:1", "cypress.json"]);
  });

  it("leaves out an address that the configuration computes", async () => {
    const seen = await see(cypress, {
      "package.json": '{ "devDependencies": { "cypress": "^15.0.0" } }',
      "cypress.config.js": "module.exports = { e2e: { baseUrl: `http://localhost:${port}` } };",
    });
    expect(seen.facts).toEqual({ "browser.cypress": "node", "browser.cypress.root": "." });
  });

  it("finds a workspace's package, the lock file above it and the configuration beside it", async () => {
    const seen = await see(cypress, {
      "apps/web/package.json": '{ "devDependencies": { "cypress": "catalog:" } }',
      "apps/web/cypress.config.mjs": "export default { e2e: { baseUrl: 'http://localhost:5173' } };",
      "apps/docs/cypress.config.mjs": "export default { e2e: { baseUrl: 'http://localhost:1' } };",
      "pnpm-lock.yaml": "packages:\n\n  cypress@14.5.4:\n    resolution: {}\n",
    });
    expect(seen.facts).toEqual({
      "browser.cypress": "node",
      "browser.cypress.root": "apps/web",
      "browser.cypress.version": "14.5.4",
      "browser.cypress.base_url": "http://localhost:5173",
    });
  });

  it.each<Contents>([
    { "cypress.config.ts": "" },
    { "package.json": '{ "scripts": { "e2e": "npx cypress run" } }' },
  ])("takes %j alone for a weak sign", async (files) => {
    const seen = await see(cypress, files);
    expect(seen.facts["browser.cypress"]).toBe("node");
    expect(seen.confidence["browser.cypress"]).toBe(0.6);
  });

  it.each<Contents>([
    { "package.json": '{ "devDependencies": { "eslint-plugin-cypress": "5.0.0" } }' },
    { "package.json": '{ "scripts": { "e2e": "not-cypress run", "open": "cypress open" } }' },
    { "examples/shop/package.json": '{ "devDependencies": { "cypress": "15.0.0" } }' },
    { "templates/cypress.json": "{}" },
    { "package.json": "not JSON" },
  ])("finds nothing in %j", async (files) => {
    expect((await see(cypress, files)).facts).toEqual({});
  });
});
