import { testConformance } from "cig/sdk/testing";
import { it } from "vitest";
import playwright from "../../../../plugins/browser/playwright/plugin.ts";
import { filesOf } from "../../repository.ts";
import { factsOf, packageUse, stepUse } from "../../request.ts";

testConformance(it, playwright, "plugins/browser/playwright/module.toml", [
  {
    hook: "detect",
    request: {
      files: filesOf({
        "package.json": '{ "devDependencies": { "@playwright/test": "^1.49.0" } }',
        "playwright.config.ts": null,
        "shop/pyproject.toml": '[project]\ndependencies = ["playwright"]\n',
      }),
    },
  },
  {
    hook: "plan",
    request: {
      uses: [packageUse("playwright"), stepUse("browser/playwright", { id: "e2e/steps/1", job: "e2e" })],
      facts: factsOf({ "browser.playwright": "node", "node.package_manager": "pnpm" }),
    },
  },
]);
