import { fileURLToPath } from "node:url";
import { create, DetectRequestSchema, PlanRequestSchema } from "cig/sdk";
import { testConformance } from "cig/sdk/testing";
import { test } from "vitest";
import plugin from "../../../../plugins/lang/elixir/plugin.ts";
import { filesOf } from "../../repository.ts";
import { factsOf, packageUse } from "../../request.ts";

testConformance(
  test,
  plugin,
  fileURLToPath(new URL("../../../../plugins/lang/elixir/module.toml", import.meta.url)),
  [
    {
      hook: "detect",
      request: create(DetectRequestSchema, {
        files: filesOf({
          ".tool-versions": "elixir 1.17.2-otp-27\n",
          "mix.exs": 'def project do\n  [elixir: "~> 1.15", deps: [{:credo, "~> 1.7"}]]\nend\n',
          "mix.lock": "%{}",
          "test/shop_test.exs": null,
        }),
      }),
    },
    {
      hook: "plan",
      request: create(PlanRequestSchema, {
        uses: [
          packageUse("elixir", { id: "a/packages/elixir", job: "a", axes: ["otp"] }),
          packageUse("elixir"),
        ],
        facts: factsOf({
          "elixir.lockfile": "mix.lock",
          "elixir.package_manager": "mix",
          "elixir.version": "1.17.2",
        }),
        configuredCaches: ["bundler", "mix"],
      }),
    },
  ],
);
