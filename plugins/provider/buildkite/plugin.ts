import { definePlugin } from "cig/sdk";
import { readHook } from "cig/sdk/import";
import { generate } from "./generate.ts";
import { readBuildkite } from "./reader/reader.ts";
import { codes } from "./report.ts";

export default definePlugin({
  name: "provider/buildkite",
  version: "1.0.0",
  capabilities: ["cache:native", "provider:buildkite"],
  generate,
  read: readHook(readBuildkite, { code: "BK040", title: codes.BK040[1] }),
});
