import { testConformance } from "cig/sdk/testing";
import { test } from "vitest";
import { toTable } from "../../../../core/plan/value.ts";
import plugin from "../../../../plugins/policy/cost-control/plugin.ts";
import { job } from "../../provider/github/requests.ts";

testConformance(test, plugin, "plugins/policy/cost-control/module.toml", [
  {
    hook: "validate",
    request: {
      outputs: [{ provider: "github", path: "ci.yml", jobs: [job("b"), job("a")] }],
      policy: toTable({ cost: { max_cost: 0.001, prices: { x: "y" } } }),
    } as never,
  },
]);
