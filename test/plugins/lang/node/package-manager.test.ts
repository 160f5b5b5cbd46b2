import { describe, expect, it } from "vitest";
import { detect, manifest } from "./repository.ts";

describe("the package manager", () => {
  it.each([
    ["package-lock.json", "npm"],
    ["npm-shrinkwrap.json", "npm"],
    ["pnpm-lock.yaml", "pnpm"],
    ["yarn.lock", "yarn"],
    ["bun.lock", "bun"],
    ["bun.lockb", "bun"],
  ])("is known by %s", async (lockfile, manager) => {
    const { facts, remarks, evidence } = await detect({ "package.json": "{}", [lockfile]: null });
    expect(facts["node.package_manager"]).toBe(manager);
    expect(facts["node.lockfile"]).toBe(lockfile);
    expect(facts["node.package_manager_version"]).toBeUndefined();
    expect(evidence["node.package_manager"]).toEqual([`${lockfile}:0`]);
    expect(remarks).toEqual([]);
  });

  it.each([
    [{ packageManager: "pnpm@9.1.0+sha512.abc" }, "pnpm", "9.1.0"],
    [{ packageManager: "yarn@4.5.0" }, "yarn", "4.5.0"],
    [{ packageManager: "npm@10.8.2" }, "npm", "10.8.2"],
    [{ packageManager: "bun@1.1.30" }, "bun", "1.1.30"],
    [{ devEngines: { packageManager: { name: "pnpm", version: "10.0.0" } } }, "pnpm", "10.0.0"],
    [{ volta: { node: "20.0.0", yarn: "1.22.19" } }, "yarn", "1.22.19"],
  ])("and its version are stated by %j", async (content, manager, version) => {
    const { facts } = await detect({ "package.json": manifest(content) });
    expect(facts["node.package_manager"]).toBe(manager);
    expect(facts["node.package_manager_version"]).toBe(version);
  });

  it("is a range where only a range is stated", async () => {
    const { facts } = await detect({
      "package.json": manifest({ engines: { pnpm: ">=8" } }),
      "pnpm-lock.yaml": null,
    });
    expect(facts["node.package_manager_version.constraint"]).toBe(">=8");
    expect(facts["node.package_manager_version"]).toBeUndefined();
  });

  it("is npm where nothing speaks, and that is a guess", async () => {
    const { facts, confidence } = await detect({ "package.json": "{}" });
    expect(facts["node.package_manager"]).toBe("npm");
    expect(confidence["node.package_manager"]).toBe(0.5);
    expect(facts["node.lockfile"]).toBeUndefined();
  });

  it("is not another one because engines forbids npm in words", async () => {
    const { facts } = await detect({
      "package.json": manifest({ engines: { npm: "please-use-yarn", yarn: ">= 1.22" } }),
    });
    expect(facts["node.package_manager"]).toBe("yarn");
    expect(facts["node.package_manager_version.constraint"]).toBe(">= 1.22");
  });

  it("is Yarn 2 or later where .yarnrc.yml exists, and yarnPath names its release", async () => {
    const files = { "package.json": "{}", "yarn.lock": null };
    expect((await detect({ ...files, ".yarnrc.yml": "nodeLinker: node-modules\n" })).facts).toMatchObject({
      "node.package_manager_version.constraint": ">=2",
    });
    const settings = "# yarnPath: .yarn/releases/yarn-2.4.0.cjs\nyarnPath: .yarn/releases/yarn-3.6.1.cjs\n";
    const { facts, evidence } = await detect({ ...files, ".yarnrc.yml": settings });
    expect(facts["node.package_manager_version"]).toBe("3.6.1");
    expect(evidence["node.package_manager_version"]).toEqual([".yarnrc.yml:2"]);
  });

  it("follows the documented order of lock files, with a warning", async () => {
    const { facts, remarks } = await detect({
      "package.json": "{}",
      "package-lock.json": null,
      "yarn.lock": null,
      "pnpm-lock.yaml": null,
    });
    expect(facts["node.package_manager"]).toBe("pnpm");
    expect(remarks).toEqual([
      'NODE103 yarn.lock:0 The package manager is pnpm, because "pnpm-lock.yaml" exists; "yarn.lock" and "package-lock.json" are not used.',
    ]);
  });

  it("is what packageManager says even against the only lock file, with a warning", async () => {
    const { facts, remarks } = await detect({
      "package.json": manifest({ packageManager: "pnpm@9.0.0" }),
      "package-lock.json": null,
    });
    expect(facts["node.package_manager"]).toBe("pnpm");
    expect(facts["node.lockfile"]).toBeUndefined();
    expect(remarks[0]).toMatch(/^NODE107 package-lock\.json:0 /);
  });

  it("is what only-allow enforces", async () => {
    const { facts } = await detect({
      "package.json": manifest({ scripts: { preinstall: "npx only-allow pnpm" } }),
      "package-lock.json": null,
      "pnpm-lock.yaml": null,
    });
    expect(facts["node.package_manager"]).toBe("pnpm");
    expect(facts["node.package_manager_source"]).toBe("only-allow");
  });

  it.each(["deno@1.0.0", "pnpm", "", 9, { name: "pnpm" }])(
    "is not read from packageManager = %j",
    async (packageManager) => {
      const { facts, remarks } = await detect({ "package.json": manifest({ packageManager }) });
      expect(facts["node.package_manager"]).toBe("npm");
      expect(remarks[0]).toMatch(/^NODE105 package\.json:2 /);
    },
  );

  it("does not exist without a package.json", async () => {
    const { facts } = await detect({ "yarn.lock": null, ".tool-versions": "bun 1.1.0\n" });
    expect(facts).toEqual({});
  });
});
