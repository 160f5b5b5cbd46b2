import { testConformance } from "cig/sdk/testing";
import { test } from "vitest";
import plugin from "../../../../plugins/policy/security/plugin.ts";
import { step } from "./judge.ts";

testConformance(test, plugin, "plugins/policy/security/module.toml", [
  {
    hook: "validate",
    request: {
      files: [
        { provider: "github", path: ".github/workflows/a.yml", content: step("uses: o/n@v1") },
        {
          provider: "github",
          path: ".github/workflows/b.yml",
          content: step("run: echo ${{ github.head_ref }}"),
        },
      ],
    } as never,
  },
]);
