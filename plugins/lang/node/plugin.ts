import { definePlugin } from "cig/sdk";
import { detect } from "./detect.ts";
import { plan } from "./plan.ts";

export default definePlugin({
  name: "lang/node",
  version: "2.0.1",
  capabilities: ["detect:node", "lang:node", "package:node"],
  detect,
  plan,
});
