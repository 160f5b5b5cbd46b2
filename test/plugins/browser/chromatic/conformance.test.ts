import { testConformance } from "cig/sdk/testing";
import { it } from "vitest";
import chromatic from "../../../../plugins/browser/chromatic/plugin.ts";
import { filesOf } from "../../repository.ts";
import { factsOf, stepUse } from "../../request.ts";
import { input } from "../wishes.ts";

testConformance(it, chromatic, "plugins/browser/chromatic/module.toml", [
  {
    hook: "detect",
    request: {
      files: filesOf({
        "package.json":
          '{ "scripts": { "sb:build": "storybook build" }, "devDependencies": { "chromatic": "^13.1.0" } }',
        "chromatic.config.json": "{}",
        "yarn.lock": '"chromatic@npm:^13.1.0":\n  version: 13.1.2\n',
      }),
    },
  },
  {
    hook: "plan",
    request: {
      project: { name: "kit", defaultBranch: "main" },
      uses: [
        stepUse("browser/chromatic", { inputs: [input("skip", "dependabot/**")] }),
        stepUse("browser/chromatic", { id: "docs/steps/1", job: "docs" }),
      ],
      facts: factsOf({ "browser.chromatic": "node", "browser.chromatic.version": "13.1.2" }),
      providers: ["circleci", "github"],
    },
  },
]);
