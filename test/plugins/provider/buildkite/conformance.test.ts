import { named, reference, text } from "cig/sdk";
import { testConformance } from "cig/sdk/testing";
import { test } from "vitest";
import plugin from "../../../../plugins/provider/buildkite/plugin.ts";
import { job, matrix, run } from "./requests.ts";

testConformance(test, plugin, "plugins/provider/buildkite/module.toml", [
  {
    hook: "generate",
    request: {
      outputs: [
        {
          provider: "buildkite",
          path: ".buildkite/pipeline.yml",
          description: "CI",
          env: [named("A", reference("git.branch"))],
          jobs: [
            job("a", matrix("a", { ruby: ["3.2", "3.3"] })),
            job("b", { needs: ["a"], image: { image: text("node:20") }, steps: [run("x")] }),
          ],
        },
        { provider: "buildkite", path: ".buildkite/nightly.yml", jobs: [job("n")] },
      ],
    } as never,
  },
]);
