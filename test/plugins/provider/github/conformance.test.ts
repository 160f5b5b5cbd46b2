import { named, reference, text } from "cig/sdk";
import { testConformance } from "cig/sdk/testing";
import { test } from "vitest";
import plugin from "../../../../plugins/provider/github/plugin.ts";
import { job, matrix, run } from "./requests.ts";

const workflow = Buffer.from(`on: push
jobs:
  a: { runs-on: ubuntu-latest, steps: [{ run: make }] }
  b: { needs: a, runs-on: ubuntu-latest, steps: [{ uses: a/b@v1 }] }
`);

testConformance(test, plugin, "plugins/provider/github/module.toml", [
  {
    hook: "import",
    request: { files: [{ path: ".github/workflows/ci.yml", content: workflow }], literal: ["b"] },
  },
  { hook: "read", request: { files: [{ path: ".github/workflows/ci.yml", content: workflow }] } },
  {
    hook: "generate",
    request: {
      outputs: [
        {
          provider: "github",
          path: ".github/workflows/ci.yml",
          description: "CI",
          env: [named("A", reference("git.branch"))],
          jobs: [
            job("a", matrix("a", { ruby: ["3.2", "3.3"] })),
            job("b", { needs: ["a"], image: { image: text("node:20") }, steps: [run("x")] }),
          ],
        },
        { provider: "github", path: ".github/workflows/nightly.yaml", jobs: [job("n")] },
      ],
    } as never,
  },
]);
