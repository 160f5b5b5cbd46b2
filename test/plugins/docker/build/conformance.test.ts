import { testConformance } from "cig/sdk/testing";
import { it } from "vitest";
import docker from "../../../../plugins/docker/build/plugin.ts";
import { filesOf } from "../../repository.ts";
import { packageUse, stepUse } from "../../request.ts";

testConformance(it, docker, "plugins/docker/build/module.toml", [
  {
    hook: "detect",
    request: {
      files: filesOf({ Dockerfile: "FROM a\n", "Dockerfile.b": "FROM b\n", "c/Dockerfile": "FROM c\n" }),
    },
  },
  {
    hook: "plan",
    request: {
      uses: [packageUse("docker"), stepUse("docker/build"), stepUse("docker/build", { id: "test/steps/1" })],
    },
  },
]);
