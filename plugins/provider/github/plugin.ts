import { definePlugin } from "cig/sdk";
import { generate } from "./generate.ts";

export default definePlugin({
  name: "provider/github",
  version: "1.2.3",
  capabilities: ["cache:native", "provider:github"],
  generate,
});
