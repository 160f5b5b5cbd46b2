import { create, InputSchema, text } from "cig/sdk";
import { describe, expect, it } from "vitest";
import cypress from "../../../../plugins/browser/cypress/plugin.ts";
import { expansionsOf, factsOf, packageUse, planned, stepUse, table } from "../../request.ts";
import { input, namesOf, scriptOf } from "../wishes.ts";

const stated = { "browser.cypress": "node", "browser.cypress.root": "." };

async function answer(
  facts: Record<string, string>,
  use = packageUse("cypress"),
  providers = ["circleci", "github"],
) {
  return expansionsOf(await planned(cypress, { uses: [use], facts: factsOf(facts), providers }))[0]!;
}

describe("how browser/cypress makes Cypress ready", () => {
  it.each([
    [{ ...stated, "node.package_manager": "npm" }, "npx --no"],
    [{ ...stated, "node.package_manager": "pnpm" }, "pnpm exec"],
    [{ ...stated, "node.package_manager": "yarn" }, "yarn run"],
    [{ ...stated, "node.package_manager": "bun" }, "bunx"],
  ])("starts it as the project does: %j", async (facts, start) => {
    const { steps } = await answer(facts);
    expect(namesOf(steps)).toEqual(["Cache Cypress", "Install libraries for Cypress", "Install Cypress"]);
    expect(scriptOf(steps[2]).split("\n").slice(1)).toEqual([
      `${start} cypress install`,
      `${start} cypress verify`,
    ]);
  });

  it("keeps the package manager from downloading the binary before the cache is there", async () => {
    const { env, steps } = await answer(stated);
    expect(table(env)).toEqual({ CYPRESS_INSTALL_BINARY: "0" });
    expect(scriptOf(steps[2])).toContain(
      `if [ "\${CYPRESS_INSTALL_BINARY:-}" = 0 ]; then unset CYPRESS_INSTALL_BINARY; fi`,
    );
  });

  it("keys the cache by the locked version alone", async () => {
    const facts = { ...stated, "browser.cypress.version": "15.3.0", "node.lockfile": "package-lock.json" };
    const { caches, versions } = await answer(facts);
    expect(caches[0]!.paths).toEqual(["~/.cache/Cypress"]);
    expect(caches[0]!.keyParts.map(({ kind }) => kind)).toEqual([{ case: "text", value: text("15.3.0") }]);
    expect(caches[0]!.exactOnly).toBe(true);
    expect(versions.map(({ tool, version }) => [tool, version])).toEqual([["cypress", text("15.3.0")]]);
  });

  it("keys the cache by the lock file where that states no version", async () => {
    const { caches, versions } = await answer({ ...stated, "node.lockfile": "yarn.lock" });
    expect(caches[0]!.keyParts.map(({ kind }) => kind)).toEqual([{ case: "files", value: "yarn.lock" }]);
    expect(versions).toEqual([]);
  });

  it("caches the folders of each system that the matrix may pick, and asks the machine about libraries", async () => {
    const { caches, steps } = await answer(stated, packageUse("cypress", { axes: ["os"] }));
    expect(caches[0]!.paths).toEqual([
      "~/.cache/Cypress",
      "~/Library/Caches/Cypress",
      "~/AppData/Local/Cypress/Cache",
    ]);
    expect(scriptOf(steps[1])).toMatch(/^if \[ "\$\(uname -s\)" != Linux \]; then exit 0; fi\n/);
  });

  it("installs no libraries on a Mac, nor where it is told not to", async () => {
    const mac = await answer(stated, packageUse("cypress", { os: "macos" }));
    expect(namesOf(mac.steps)).toEqual(["Cache Cypress", "Install Cypress"]);
    const told = await answer(stated, packageUse("cypress", { inputs: [input("with_deps", "false")] }));
    expect(namesOf(told.steps)).toEqual(["Cache Cypress", "Install Cypress"]);
  });

  it("leaves GitHub's machines as they are, unless the job runs in an image or wants it", async () => {
    const on = async (use: Parameters<typeof packageUse>[1]) =>
      namesOf((await answer(stated, packageUse("cypress", use), ["github"])).steps);
    expect(await on({})).toEqual(["Cache Cypress", "Install Cypress"]);
    expect(await on({ inContainer: true })).toContain("Install libraries for Cypress");
    expect(await on({ inputs: [input("with_deps", "true")] })).toContain("Install libraries for Cypress");
  });

  it("keeps the binary where it is told to", async () => {
    const inputs = [input("cache_folder", "~/.cypress")];
    const { caches, env } = await answer(stated, packageUse("cypress", { inputs }));
    expect(caches[0]!.paths).toEqual(["~/.cypress"]);
    expect(table(env).CYPRESS_CACHE_FOLDER).toBe("~/.cypress");
  });

  it("works in the folder that names Cypress", async () => {
    const { steps } = await answer({ ...stated, "browser.cypress.root": "apps/web" });
    expect(steps.map(({ workingDirectory }) => workingDirectory)).toEqual(["", "", "apps/web"]);
  });

  it("makes Cypress ready once where a job has both the package and steps", async () => {
    const uses = [
      packageUse("cypress"),
      stepUse("browser/cypress"),
      stepUse("browser/cypress", { id: "x/steps/0", job: "x" }),
    ];
    const all = expansionsOf(await planned(cypress, { uses, facts: factsOf(stated) }));
    expect(all.map(({ use, steps }) => [use, steps[0]!.name])).toEqual([
      ["test/packages/cypress", "Cache Cypress"],
      ["test/steps/0", "Run Cypress"],
      ["x/steps/0", "Cache Cypress"],
    ]);
  });

  it("takes an empty folder for none", async () => {
    const inputs = [create(InputSchema, { name: "cache_folder", value: { case: "text", value: text("") } })];
    const { env } = await answer(stated, packageUse("cypress", { inputs }));
    expect(table(env)).toEqual({ CYPRESS_INSTALL_BINARY: "0" });
  });
});
