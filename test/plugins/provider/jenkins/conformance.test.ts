import { named, reference, text } from "cig/sdk";
import { testConformance, testProviderConformance } from "cig/sdk/testing";
import { test } from "vitest";
import plugin from "../../../../plugins/provider/jenkins/plugin.ts";
import { readJenkins } from "../../../../plugins/provider/jenkins/reader/reader.ts";
import { job, matrix, run } from "./requests.ts";

const manifest = "plugins/provider/jenkins/module.toml";

testConformance(test, plugin, manifest, [
  {
    hook: "generate",
    request: {
      outputs: [
        {
          provider: "jenkins",
          path: "Jenkinsfile",
          description: "CI",
          env: [named("A", reference("git.branch"))],
          jobs: [
            job("a", matrix("a", { ruby: ["3.2", "3.3"] })),
            job("b", { needs: ["a"], image: { image: text("node:20") }, steps: [run("x")] }),
          ],
        },
        { provider: "jenkins", path: "ci/nightly.jenkinsfile", jobs: [job("n")] },
      ],
    } as never,
  },
]);

testProviderConformance(test, { plugin, manifest, reader: readJenkins, path: "Jenkinsfile" });
