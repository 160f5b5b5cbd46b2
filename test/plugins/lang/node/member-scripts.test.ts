import { describe, expect, it } from "vitest";
import { detect, manifest } from "./repository.ts";

/** A workspace of these packages; `root` is more of its package.json. */
function workspace(root: object, ...packages: object[]) {
  return Object.fromEntries([
    ["package.json", manifest({ workspaces: ["packages/*"], ...root })],
    ...packages.map((scripts, index) => [
      `packages/${"abc"[index]}/package.json`,
      manifest({ name: "abc"[index], scripts }),
    ]),
  ]);
}

const tested = { test: "jest" };

describe("tasks that only packages of a workspace have", () => {
  it.each([
    [{}, "package-lock.json", "npm run test --workspaces --if-present"],
    [{}, "pnpm-lock.yaml", "pnpm --recursive run test"],
    [{}, "bun.lock", "bun run --filter '*' test"],
    [{ packageManager: "yarn@4.13.0" }, "yarn.lock", "yarn workspaces foreach --all --topological run test"],
    [{ packageManager: "yarn@3.2.0" }, "yarn.lock", undefined],
    [{ packageManager: "yarn@1.22.22" }, "yarn.lock", undefined],
  ])("are started for all of them: %j with %s", async (root, lockfile, command) => {
    const { facts, evidence } = await detect({ ...workspace(root, tested, {}), [lockfile]: null });
    expect(facts["script.test"]).toBe(command);
    if (command) expect(evidence["script.test"]).toEqual(["packages/a/package.json:4"]);
  });

  it("are started by Yarn 1 where each package has them", async () => {
    const files = workspace({ packageManager: "yarn@1.22.22" }, tested, tested);
    expect((await detect(files)).facts["script.test"]).toBe("yarn workspaces run test");
  });

  it("are left to the root where it has them itself", async () => {
    const { facts } = await detect(
      workspace({ scripts: { test: "nx run-many -t test" } }, { ...tested, lint: "eslint ." }),
    );
    expect(facts).toMatchObject({
      "script.test": "npm test",
      "script.lint": "npm run lint --workspaces --if-present",
    });
  });

  it("go by the name that most packages have", async () => {
    const { facts } = await detect(
      workspace({}, { "type-check": "tsc" }, { typecheck: "tsc" }, { typecheck: "tsc" }),
    );
    expect(facts["script.typecheck"]).toBe("npm run typecheck --workspaces --if-present");
  });

  it("are left out where the same name waits, or opens a browser, in one of them", async () => {
    for (const other of ["vitest --watch", "playwright test"])
      expect((await detect(workspace({}, tested, { test: other }))).facts["script.test"]).toBeUndefined();
  });

  it("do not come of placeholders", async () => {
    const { facts } = await detect(workspace({}, { test: 'echo "Error: no test specified" && exit 1' }));
    expect(facts["script.test"]).toBeUndefined();
  });
});
