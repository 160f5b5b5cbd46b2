import { testConformance } from "cig/sdk/testing";
import { test } from "vitest";
import { toTable } from "../../../../core/plan/value.ts";
import plugin from "../../../../plugins/policy/conventions/plugin.ts";
import { job } from "../../provider/github/requests.ts";

testConformance(test, plugin, "plugins/policy/conventions/module.toml", [
  {
    hook: "validate",
    request: {
      outputs: [{ provider: "github", path: "ci.yml", jobs: [job("b"), job("A")] }],
      policy: toTable({ conventions: { job_ids: "kebab-case", required_jobs: ["lint"] } }),
    } as never,
  },
]);
