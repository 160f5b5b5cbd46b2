import { definePlugin } from "cig/sdk";
import { generate } from "./generate.ts";

export default definePlugin({
  name: "provider/circleci",
  version: "1.2.0",
  capabilities: ["cache:native", "provider:circleci"],
  generate,
});
