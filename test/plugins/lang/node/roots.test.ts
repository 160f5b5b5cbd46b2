import { describe, expect, it } from "vitest";
import { detect, manifest } from "./repository.ts";

describe("the roots of a repository", () => {
  it("are the top and each folder with a lock file of its own", async () => {
    const { facts } = await detect({
      "package.json": manifest({ scripts: { test: "jest" } }),
      "package-lock.json": null,
      "frontend/package.json": manifest({ scripts: { build: "vite build" }, engines: { node: ">=20" } }),
      "frontend/pnpm-lock.yaml": null,
    });
    expect(facts).toMatchObject({
      "node.root": ".",
      "node.package_manager": "npm",
      "script.test": "npm test",
      "node[frontend].root": "frontend",
      "node[frontend].package_manager": "pnpm",
      "node[frontend].lockfile": "frontend/pnpm-lock.yaml",
      "node[frontend].version.constraint": ">=20",
      "node[frontend].script.build": "pnpm build",
    });
    expect(facts["script.build"]).toBeUndefined();
  });

  it("hold a folder under a top without a manifest even when it has no lock file", async () => {
    const { facts } = await detect({ "web/package.json": "{}" });
    expect(facts["node[web].root"]).toBe("web");
    expect(facts["node.root"]).toBeUndefined();
  });

  it.each([
    "test/app",
    "tests/e2e",
    "e2e/coverage-report",
    "packages/x/e2e-cases/a",
    "integration-tests",
    "dev-docs",
    "starter-template",
    "docs",
    "examples/basic",
    "packages/x/__tests__/fixtures/a",
    "demo",
    ".github/actions/setup",
    "templates/ts",
  ])("do not hold %s", async (folder) => {
    const { facts } = await detect({
      "package.json": "{}",
      [`${folder}/package.json`]: manifest({ engines: { node: "12" }, scripts: { test: "mocha" } }),
      [`${folder}/yarn.lock`]: null,
      [`${folder}/.nvmrc`]: "12",
    });
    expect(Object.keys(facts).filter((key) => key.includes("["))).toEqual([]);
    expect(facts["script.test"]).toBeUndefined();
    expect(facts["node.package_manager"]).toBe("npm");
  });

  it("hold an application among others under a top of another language", async () => {
    const { facts } = await detect({
      "apps/web/package.json": manifest({ scripts: { build: "vite build" } }),
      "lib/assets/package.json": "{}",
      "apps/web/src/esm/package.json": '{"type":"module"}',
    });
    expect(Object.keys(facts).filter((key) => key.endsWith("].root"))).toEqual(["node[apps/web].root"]);
    expect(facts["node[apps/web].script.build"]).toBe("npm run build");
  });

  it("do not hold a folder with nothing but a package.json", async () => {
    const { facts } = await detect({ "package.json": "{}", "src/esm/package.json": '{"type":"module"}' });
    expect(Object.keys(facts).filter((key) => key.includes("["))).toEqual([]);
  });
});

describe("a workspace", () => {
  const member = manifest({ engines: { node: ">=14" }, scripts: { test: "jest" } });

  it.each([
    [
      "package.json",
      { "package.json": manifest({ workspaces: ["packages/*", "!packages/old"] }) },
      ["package.json:3", "package.json:4"],
    ],
    [
      "the older table",
      { "package.json": manifest({ workspaces: { packages: ["packages/*", "!packages/old"] } }) },
      ["package.json:4", "package.json:5"],
    ],
    [
      "pnpm-workspace.yaml",
      {
        "package.json": "{}",
        "pnpm-workspace.yaml": "# all\npackages:\n  - 'packages/*'\n  # - apps/*\n  - '!packages/old'\n",
      },
      ["pnpm-workspace.yaml:3", "pnpm-workspace.yaml:5"],
    ],
  ])("is read from %s", async (_where, files, lines) => {
    const { facts, evidence } = await detect({
      ...files,
      "packages/a/package.json": member,
      "packages/b/package.json": member,
      "packages/b/.nvmrc": "18",
      "packages/old/package.json": member,
      "apps/x/package.json": member,
    });
    expect(facts["workspace.members"]).toBe("packages/*, !packages/old");
    expect(evidence["workspace.members"]).toEqual(lines);
    expect(Object.keys(facts).filter((key) => key.includes("["))).toEqual([
      "node[packages/a].root",
      "node[packages/b].root",
      "node[packages/b].version",
      "node[packages/b].source",
    ]);
    expect(facts["node.version.constraint"]).toBeUndefined();
  });

  it("of a nested root has its own members, and a member's lock file does not make it a root", async () => {
    const { facts } = await detect({
      "package.json": manifest({ workspaces: ["packages/**"] }),
      "yarn.lock": null,
      "packages/ui/package.json": "{}",
      "packages/ui/package-lock.json": null,
      "site/package.json": manifest({ workspaces: ["parts/{a,b}"] }),
      "site/bun.lock": null,
      "site/parts/a/package.json": "{}",
      "site/parts/c/package.json": "{}",
    });
    expect(facts["node[packages/ui].package_manager"]).toBeUndefined();
    expect(facts["node[site].workspace.members"]).toBe("parts/{a,b}");
    expect(facts["node[site/parts/a].root"]).toBe("site/parts/a");
    expect(facts["node[site/parts/c].root"]).toBeUndefined();
  });

  it("with a broken pnpm-workspace.yaml is a warning with its line", async () => {
    const { remarks } = await detect({ "package.json": "{}", "pnpm-workspace.yaml": "packages:\n  - 'a\n" });
    expect(remarks).toHaveLength(1);
    expect(remarks[0]).toMatch(/^NODE106 pnpm-workspace\.yaml:\d /);
  });
});

describe("detect", () => {
  it("says the same whatever the order of the files", async () => {
    const files = {
      ".nvmrc": "20",
      "package.json": manifest({ workspaces: ["a/*"] }),
      "a/x/package.json": "{}",
      "a/x/.node-version": "18",
      "b/package.json": "{}",
      "b/yarn.lock": null,
      "c/package.json": "{}",
      "c/bun.lock": null,
      "yarn.lock": null,
      "package-lock.json": null,
    };
    const backwards = Object.fromEntries(Object.entries(files).reverse());
    expect(await detect(backwards)).toEqual(await detect(files));
  });

  it("says nothing about a repository without Node", async () => {
    expect(await detect({})).toMatchObject({ facts: {}, signals: [], remarks: [] });
  });
});
