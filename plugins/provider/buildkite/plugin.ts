import { definePlugin } from "cig/sdk";
import { generate } from "./generate.ts";

export default definePlugin({
  name: "provider/buildkite",
  version: "1.0.0",
  capabilities: ["cache:native", "provider:buildkite"],
  generate,
});
