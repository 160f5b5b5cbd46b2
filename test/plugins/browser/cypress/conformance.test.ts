import { create, InputSchema, text } from "cig/sdk";
import { testConformance } from "cig/sdk/testing";
import { it } from "vitest";
import cypress from "../../../../plugins/browser/cypress/plugin.ts";
import { filesOf } from "../../repository.ts";
import { factsOf, packageUse, stepUse } from "../../request.ts";

const start = create(InputSchema, { name: "start", value: { case: "text", value: text("npm start") } });

testConformance(it, cypress, "plugins/browser/cypress/module.toml", [
  {
    hook: "detect",
    request: {
      files: filesOf({
        "package.json":
          '{ "scripts": { "e2e": "cypress run" }, "devDependencies": { "cypress": "^15.3.0" } }',
        "package-lock.json": '"node_modules/cypress": {\n"version": "15.3.0"\n}',
        "cypress.config.ts": "export default { e2e: { baseUrl: 'http://localhost:3000' } };",
        "shop/cypress.json": "{}",
      }),
    },
  },
  {
    hook: "plan",
    request: {
      uses: [
        packageUse("cypress"),
        stepUse("browser/cypress", { id: "e2e/steps/1", job: "e2e", inputs: [start] }),
        stepUse("browser/cypress", { id: "e2e/steps/2", job: "e2e" }),
      ],
      facts: factsOf({ "browser.cypress": "node", "browser.cypress.version": "15.3.0" }),
      providers: ["circleci", "github"],
    },
  },
]);
