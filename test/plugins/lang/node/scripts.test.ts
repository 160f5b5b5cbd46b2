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

  it.each([
    [{ test: "playwright test" }, undefined, "npm test"],
    [{ test: "cypress run", "test:unit": "jest" }, "npm run test:unit", "npm test"],
    [{ test: "vitest run && playwright test" }, "npm test", undefined],
    [{ test: "npm run browser", browser: "wdio run x" }, undefined, "npm test"],
    [{ test: "vitest --watch", "test:ci": "vitest run" }, "npm run test:ci", undefined],
    [{ test: "jest --watch=false" }, "npm test", undefined],
    [{ test: "npm run test" }, "npm test", undefined],
    [{ test: "npm start & cypress run", start: "node server.js" }, undefined, "npm test"],
    [{ "test:ci": "run-p --race start e2e", start: "serve", e2e: "cypress run" }, undefined, "npm run e2e"],
    [
      { test: 'concurrently -k "npm:serve" "npm run browser"', serve: "vite", browser: "playwright test" },
      undefined,
      "npm test",
    ],
    [
      { "test:ci": "start-server-and-test start http://localhost:3000 cy", start: "vite", cy: "cypress run" },
      undefined,
      undefined,
    ],
    [{ test: "run-s unit browser", unit: "vitest run", browser: "playwright test" }, "npm test", undefined],
  ])("tell tests in a browser and those that wait from tests: %j", async (scripts, test, e2e) => {
    const { facts } = await detect({ "package.json": manifest({ scripts }) });
    expect([facts["script.test"], facts["script.e2e"]]).toEqual([test, e2e]);
  });

  it.each([
    [{ test: "xo && ava" }, { "script.test": "npm test" }],
    [
      { test: "xo && ava", style: "xo" },
      { "script.test": "npm test", "script.lint": "npm run style" },
    ],
    [{ format: "prettier --check src" }, { "script.format_check": "npm run format" }],
    [{ format: "prettier src", other: "prettier -l ." }, { "script.format_check": "npm run other" }],
    [{ fmt: "biome format --write" }, {}],
    [{ style: "prettier --check . --write" }, {}],
    [{ "typecheck-packages": "turbo typecheck" }, { "script.typecheck": "npm run typecheck-packages" }],
  ])("are told by their text where no name tells, each for one task: %j", async (scripts, expected) => {
    const { facts } = await detect({ "package.json": manifest({ scripts }) });
    const tasks = ["test", "lint", "typecheck", "format_check"].map((task) => `script.${task}`);
    expect(Object.fromEntries(Object.entries(facts).filter(([key]) => tasks.includes(key)))).toEqual(
      expected,
    );
  });

  it.each([
    "bun run --filter web test",
    "npm test -w apps/web",
    "yarn workspace web test",
    "pnpm -F web test",
  ])("follow %s into the workspace", async (test) => {
    const { facts } = await detect({
      "package.json": manifest({ workspaces: ["apps/*"], scripts: { test } }),
      "apps/web/package.json": manifest({ name: "web", scripts: { test: "bunx playwright test" } }),
    });
    expect(facts["script.test"]).toBeUndefined();
    expect(facts["script.e2e"]).toBe("npm test");
  });

  it.each([
    [{ lint: "eslint --fix", "lint:ci": "eslint ." }, "npm run lint:ci", 1],
    [{ lint: "eslint --fix" }, "npm run lint", 1],
    [{ lint: "echo nothing to lint" }, undefined, undefined],
    [{ "test:code": "eslint --max-warnings=0 .", fix: "eslint --fix ." }, "npm run test:code", 0.8],
    [{ style: "eslint --fix ." }, undefined, undefined],
  ])("find what lints: %j", async (scripts, lint, sure) => {
    const { facts, confidence } = await detect({ "package.json": manifest({ scripts }) });
    expect([facts["script.lint"], confidence["script.lint"]]).toEqual([lint, sure]);
  });

  it.each([
    [{ test: "npm run lint && npm run unit", lint: "eslint .", unit: "tap" }, "npm run unit"],
    [{ test: "npm run lint && npm run a && npm run b", lint: "x", a: "tap", b: "ava" }, "npm test"],
    [{ test: "npm run lint && tap", lint: "eslint ." }, "npm test"],
    [{ test: "npm run unit", unit: "tap" }, "npm test"],
    [{ test: "npm run lint && npm run gone", lint: "eslint ." }, "npm test"],
  ])("of a chain leave out what is a task of its own: %j", async (scripts, test) => {
    const { facts } = await detect({ "package.json": manifest({ scripts }) });
    expect(facts["script.test"]).toBe(test);
  });

  it.each([
    [{ "db:migrate": "sequelize db:migrate" }, "npm run db:migrate"],
    [{ migrate: "npx prisma migrate deploy" }, "npm run migrate"],
    [{ "db:migrate": "sequelize db:migrate:undo" }, undefined],
    [{ "db:migrate": "prisma migrate dev" }, undefined],
    [{ "db:migrate": "node scripts/move-all-customers.js" }, undefined],
  ])("fill the database of the tests: %j", async (scripts, command) => {
    const { facts } = await detect({ "package.json": manifest({ scripts }) });
    expect(facts["script.prepare.services"]).toBe(command);
  });

  it("find a type check by its text", async () => {
    const { facts } = await detect({
      "package.json": manifest({ scripts: { "check:ts": "tsc -p . --noEmit", compile: "tsc" } }),
    });
    expect(facts["script.typecheck"]).toBe("npm run check:ts");
  });

  it("of a site of documentation are no checks of the code", async () => {
    const { confidence } = await detect({
      "package.json": "{}",
      "website/package.json": manifest({
        scripts: { build: "docusaurus build" },
        dependencies: { "@docusaurus/core": "3" },
      }),
      "website/yarn.lock": null,
    });
    expect(confidence["node[website].script.build"]).toBe(0.5);
  });

  it("survive any shape", async () => {
    for (const odd of [null, [], "test", 1, { constructor: "x", __proto__: "y" }])
      expect((await detect({ "package.json": manifest({ scripts: odd }) })).remarks).toEqual([]);
  });
});

describe("TypeScript's own compiler", () => {
  const typescript = { devDependencies: { typescript: "^6" } };

  it.each([
    ["package-lock.json", "npx tsc --noEmit"],
    ["pnpm-lock.yaml", "pnpm exec tsc --noEmit"],
    ["yarn.lock", "yarn tsc --noEmit"],
    ["bun.lock", "bunx tsc --noEmit"],
  ])("is likely to check types where no script does, with %s", async (lockfile, command) => {
    const files = { "package.json": manifest(typescript), "tsconfig.json": null, [lockfile]: null };
    const { facts, confidence, evidence } = await detect(files);
    expect(facts["script.typecheck"]).toBe(command);
    expect(confidence["script.typecheck"]).toBe(0.6);
    expect(evidence["script.typecheck"]).toEqual(["tsconfig.json:0"]);
  });

  it("is not asked where a script does it, where nothing installs it, or where it is not configured", async () => {
    const typecheck = async (content: object, files: Record<string, null>) =>
      (await detect({ "package.json": manifest(content), "yarn.lock": null, ...files })).facts[
        "script.typecheck"
      ];
    const config = { "tsconfig.json": null };
    expect(await typecheck({ ...typescript, scripts: { "ts:check": "tsc" } }, config)).not.toBe(
      "yarn tsc --noEmit",
    );
    expect(await typecheck({ ...typescript, scripts: { "lint:typecheck": "tsc" } }, config)).toBe(
      "yarn lint:typecheck",
    );
    expect(await typecheck({}, config)).toBeUndefined();
    expect(await typecheck(typescript, {})).toBeUndefined();
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
