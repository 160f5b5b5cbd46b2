import { lockedVersion } from "cig/sdk";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const names = ["@playwright/test", "playwright"];

describe("the version that a lock file states", () => {
  it.each([
    ["package-lock.json", '    "node_modules/playwright": {\n      "version": "1.49.1",', "1.49.1", 1],
    [
      "package-lock.json",
      '    "apps/a/node_modules/@playwright/test": {\n      "version": "1.2.3",',
      "1.2.3",
      1,
    ],
    ["pnpm-lock.yaml", "packages:\n  '@playwright/test@1.49.0':\n", "1.49.0", 2],
    ["pnpm-lock.yaml", "packages:\n  /playwright@1.49.0:\n", "1.49.0", 2],
    ["pnpm-lock.yaml", "snapshots:\n  playwright@1.49.0(react@18.0.0):\n", "1.49.0", 2],
    ["yarn.lock", '"@playwright/test@^1.4.0":\n  version "1.49.0"\n', "1.49.0", 1],
    ["yarn.lock", '"playwright@npm:1.49.0":\n  version: 1.49.0\n', "1.49.0", 1],
    ["bun.lock", '    "playwright": ["playwright@1.49.0", "", {}],', "1.49.0", 1],
    ["poetry.lock", '[[package]]\nname = "playwright"\nversion = "1.48.0"\n', "1.48.0", 2],
  ])("is read from %s: %j", (lock, text, version, line) => {
    expect(lockedVersion(lock, text, names)).toEqual({ version, line });
  });

  it.each([
    ["package-lock.json", '    "node_modules/playwright-core": {\n      "version": "1.49.1",'],
    ["pnpm-lock.yaml", "packages:\n  playwright@1.49.0:\n  playwright@1.50.0:\n"],
    ["yarn.lock", 'playwright-core@1.49.0:\n  version "1.49.0"\n'],
    ["uv.lock", '[[package]]\nname = "pytest-playwright"\nversion = "0.6.0"\n'],
  ])("is absent in %s: %j", (lock, text) => {
    expect(lockedVersion(lock, text, names)).toBeUndefined();
  });

  it("is read, or absent, for any text without failing", () => {
    fc.assert(
      fc.property(fc.constantFrom("yarn.lock", "uv.lock", "bun.lock"), fc.string(), (lock, noise) => {
        const found = lockedVersion(lock, `${noise}\nplaywright`, names);
        expect(found).toBeUndefined();
      }),
    );
  });
});
