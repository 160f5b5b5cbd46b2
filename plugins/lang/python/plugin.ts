import { definePlugin } from "cig/sdk";
import { detect } from "./detect.ts";
import { plan } from "./plan.ts";

export default definePlugin({
  name: "lang/python",
  version: "1.0.0",
  capabilities: ["detect:python", "lang:python", "package:python"],
  detect,
  plan,
});
