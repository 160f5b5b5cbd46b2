import { definePlugin } from "cig/sdk";
import { detect } from "./detect.ts";
import { plan } from "./plan.ts";

export default definePlugin({
  name: "browser/cypress",
  version: "1.0.0",
  capabilities: ["detect:cypress", "package:cypress", "step:cypress"],
  detect,
  plan,
});
