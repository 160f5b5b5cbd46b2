import { describe, expect, it } from "vitest";
import { detect, manifest } from "./repository.ts";

const scripts = {
  test: "vitest",
  lint: "eslint .",
  "type-check": "tsc",
  build: "vite build",
  "format:check": "prettier -c .",
};

describe("the scripts", () => {
  it.each([
    [
      "package-lock.json",
      ["npm test", "npm run lint", "npm run type-check", "npm run build", "npm run format:check"],
    ],
    ["pnpm-lock.yaml", ["pnpm test", "pnpm lint", "pnpm type-check", "pnpm build", "pnpm format:check"]],
    ["yarn.lock", ["yarn test", "yarn lint", "yarn type-check", "yarn build", "yarn format:check"]],
    [
      "bun.lock",
      ["bun run test", "bun run lint", "bun run type-check", "bun run build", "bun run format:check"],
    ],
  ])("are what a person types with %s", async (lockfile, [test, lint, typecheck, build, format]) => {
    const { facts } = await detect({ "package.json": manifest({ scripts }), [lockfile]: null });
    expect(facts).toMatchObject({
      "script.test": test,
      "script.lint": lint,
      "script.typecheck": typecheck,
      "script.build": build,
      "script.format": format,
    });
  });

  it("stand with the line of their key", async () => {
    const { evidence } = await detect({ "package.json": manifest({ name: "test", scripts }) });
    expect(evidence["script.test"]).toEqual(["package.json:4"]);
    expect(evidence["script.build"]).toEqual(["package.json:7"]);
  });

  it.each([
    'echo "Error: no test specified" && exit 1',
    "echo 'Error: no test specified'",
    "",
    "   ",
    true,
    null,
  ])("hold no test where it is %j", async (test) => {
    const { facts } = await detect({ "package.json": manifest({ scripts: { test } }) });
    expect(facts["script.test"]).toBeUndefined();
  });

  it("survive any shape", async () => {
    for (const odd of [null, [], "test", 1, { constructor: "x", __proto__: "y" }])
      expect((await detect({ "package.json": manifest({ scripts: odd }) })).remarks).toEqual([]);
  });
});

describe("frameworks", () => {
  it("have a version where the manifest states one, and a constraint where it states a range", async () => {
    const dependencies = {
      next: "14.1.0",
      react: "^18.2.0",
      vue: "workspace:*",
      nuxt: "latest",
      express: "catalog:",
    };
    const { facts, evidence } = await detect({ "package.json": manifest({ dependencies }) });
    expect(Object.entries(facts).filter(([key]) => key.startsWith("framework"))).toEqual([
      ["framework.next.version", "14.1.0"],
      ["framework.react.version.constraint", "^18.2.0"],
    ]);
    expect(evidence["framework.next.version"]).toEqual(["package.json:3"]);
  });
});
