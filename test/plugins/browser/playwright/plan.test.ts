import { create, InputSchema, reference, type Step, text, ValueSchema } from "cig/sdk";
import { describe, expect, it } from "vitest";
import playwright from "../../../../plugins/browser/playwright/plugin.ts";
import { expansionsOf, factsOf, packageUse, planned, remarksOf, stepUse, table } from "../../request.ts";

const stated = { "browser.playwright": "node", "browser.playwright.root": "." };

async function steps(facts: Record<string, string>, use = packageUse("playwright")): Promise<Step[]> {
  const [expansion] = expansionsOf(await planned(playwright, { uses: [use], facts: factsOf(facts) }));
  return expansion!.steps;
}

function scriptOf(step: Step | undefined): string {
  if (step?.kind.case !== "run") throw new Error("This step runs no script.");
  return step.kind.value.script;
}

function browsers(...names: string[]) {
  const items = names.map((name) => ({ kind: { case: "text" as const, value: name } }));
  const value = create(ValueSchema, { kind: { case: "list", value: { items } } });
  return [create(InputSchema, { name: "browsers", value: { case: "other", value } })];
}

describe("what browser/playwright plans", () => {
  it.each([
    [{ ...stated, "node.package_manager": "npm" }, "npx --no playwright install --with-deps"],
    [{ ...stated, "node.package_manager": "pnpm" }, "pnpm exec playwright install --with-deps"],
    [{ ...stated, "node.package_manager": "yarn" }, "yarn run playwright install --with-deps"],
    [{ ...stated, "node.package_manager": "bun" }, "bunx playwright install --with-deps"],
    [stated, "npx --no playwright install --with-deps"],
    [
      { "browser.playwright": "python", "python.package_manager": "poetry" },
      "poetry run playwright install --with-deps",
    ],
    [{ "browser.playwright": "python" }, "python -m playwright install --with-deps"],
  ])("starts Playwright as the project does: %j", async (facts, script) => {
    const [cache, install] = await steps(facts);
    expect([cache!.name, install!.name]).toEqual(["Cache browsers", "Install browsers"]);
    expect(scriptOf(install)).toBe(script);
  });

  it("answers a uses step like a package", async () => {
    const [, install] = await steps(stated, stepUse("browser/playwright"));
    expect(scriptOf(install)).toBe("npx --no playwright install --with-deps");
  });

  it("caches the browsers by the lock file, on each system that the matrix may pick", async () => {
    const facts = factsOf({ ...stated, "node.package_manager": "npm", "node.lockfile": "package-lock.json" });
    const uses = [packageUse("playwright", { axes: ["os"] })];
    const [expansion] = expansionsOf(await planned(playwright, { uses, facts }));
    const [cache] = expansion!.caches;
    expect(cache!.id).toBe("playwright");
    expect(cache!.paths).toEqual([
      "~/.cache/ms-playwright",
      "~/Library/Caches/ms-playwright",
      "~/AppData/Local/ms-playwright",
    ]);
    expect(cache!.keyParts.map(({ kind }) => kind)).toEqual([{ case: "files", value: "package-lock.json" }]);
  });

  it("installs the wished browsers, and gives them a cache of their own", async () => {
    const uses = [
      packageUse("playwright"),
      packageUse("playwright", {
        id: "wide/packages/playwright",
        job: "wide",
        inputs: browsers("firefox", "webkit"),
      }),
    ];
    const answer = expansionsOf(await planned(playwright, { uses, facts: factsOf(stated) }));
    expect(answer.map(({ caches }) => caches[0]!.id)).toEqual(["playwright", "playwright-wide"]);
    expect(scriptOf(answer[1]!.steps[1])).toBe("npx --no playwright install --with-deps firefox webkit");
  });

  it("hands a browser of the matrix to the script as one argument", async () => {
    const value = text(reference("matrix.browser"));
    const inputs = [create(InputSchema, { name: "browser", value: { case: "text", value } })];
    const [, install] = await steps(stated, packageUse("playwright", { inputs }));
    expect(scriptOf(install)).toBe('npx --no playwright install --with-deps "$PLAYWRIGHT_BROWSER_1"');
    expect(table(install!.env)).toEqual({ PLAYWRIGHT_BROWSER_1: "{{ matrix.browser }}" });
  });

  it("leaves system packages out when asked to", async () => {
    const inputs = [
      create(InputSchema, { name: "with_deps", value: { case: "text", value: text("false") } }),
    ];
    const [, install] = await steps(stated, packageUse("playwright", { inputs }));
    expect(scriptOf(install)).toBe("npx --no playwright install");
  });

  it("runs in the folder that names Playwright, with the lock file above it", async () => {
    const facts = factsOf({
      "browser.playwright": "node",
      "browser.playwright.root": "apps/web",
      "node.package_manager": "pnpm",
      "node.lockfile": "pnpm-lock.yaml",
    });
    const uses = [
      packageUse("playwright"),
      packageUse("playwright", { id: "web/packages/playwright", job: "web", workingDirectory: "apps/web" }),
    ];
    const answer = expansionsOf(await planned(playwright, { uses, facts }));
    expect(answer.map(({ steps }) => steps[1]!.workingDirectory)).toEqual(["apps/web", ""]);
    expect(answer.map(({ caches }) => caches[0]!.keyParts[0]!.kind.value)).toEqual([
      "pnpm-lock.yaml",
      "pnpm-lock.yaml",
    ]);
  });

  it("refuses what is no browser, and warns where nothing names Playwright", async () => {
    const uses = [packageUse("playwright", { inputs: browsers("$(id)") })];
    expect(remarksOf(await planned(playwright, { uses }))).toEqual([
      "ERROR PLAYWRIGHT201 jobs.test.packages",
      "WARNING PLAYWRIGHT202 jobs.test.packages",
    ]);
  });
});
