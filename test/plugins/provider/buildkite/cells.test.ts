import { testProviderConformance } from "cig/sdk/testing";
import { test } from "vitest";
import plugin from "../../../../plugins/provider/buildkite/plugin.ts";
import { readBuildkite } from "../../../../plugins/provider/buildkite/reader/reader.ts";

testProviderConformance(test, {
  plugin,
  manifest: "plugins/provider/buildkite/module.toml",
  reader: readBuildkite,
  path: ".buildkite/pipeline.yml",
});
