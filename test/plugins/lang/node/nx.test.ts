import { describe, expect, it } from "vitest";
import { detect, manifest } from "./repository.ts";

const plugins = [
  { plugin: "@nx/jest/plugin", options: { targetName: "test" } },
  { plugin: "@nx/js/typescript", options: { typecheck: { targetName: "typecheck" } } },
  "@nx/react",
];

/** The tasks of a workspace of Nx with these scripts. */
async function tasks(
  scripts: Record<string, string>,
  nx: object,
  devDependencies: object = { nx: "22.0.0" },
) {
  const { facts } = await detect({
    "package.json": manifest({ scripts, devDependencies }),
    "nx.json": manifest(nx),
    "yarn.lock": null,
  });
  return Object.fromEntries(Object.entries(facts).filter(([key]) => key.startsWith("script.")));
}

describe("a workspace of Nx", () => {
  it("is tested as a whole, though a script without a project tests the default one", async () => {
    expect(await tasks({ test: "nx test", lint: "nx workspace-lint && nx lint" }, { plugins })).toEqual({
      "script.test": "yarn nx run-many -t test",
      "script.typecheck": "yarn nx run-many -t typecheck",
    });
  });

  it("names its targets also by their defaults, with the line", async () => {
    const { facts, evidence } = await detect({
      "package.json": manifest({ devDependencies: { nx: "22.0.0" } }),
      "nx.json": manifest({ targetDefaults: { lint: {}, "@nx/js:tsc": {} } }),
    });
    expect(facts["script.lint"]).toBe("npx nx run-many -t lint");
    expect(evidence["script.lint"]).toEqual(["nx.json:3"]);
  });

  it.each(["nx test shop", "nx run-many -t test", "nx affected -t test", "jest"])(
    "keeps a script of its own that says what it starts: %s",
    async (test) => {
      expect(await tasks({ test }, { plugins })).toMatchObject({ "script.test": "yarn test" });
    },
  );

  it("is none where Nx is not installed, or nx.json is not valid", async () => {
    expect(await tasks({ test: "nx test" }, { plugins }, {})).toEqual({ "script.test": "yarn test" });
    const broken = { "package.json": manifest({ devDependencies: { nx: "22.0.0" } }), "nx.json": "{" };
    expect((await detect(broken)).facts["script.test"]).toBeUndefined();
  });
});
