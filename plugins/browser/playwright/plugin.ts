import { definePlugin } from "cig/sdk";
import { detect } from "./detect.ts";
import { plan } from "./plan.ts";

export default definePlugin({
  name: "browser/playwright",
  version: "1.0.0",
  capabilities: ["detect:playwright", "package:playwright", "step:playwright"],
  detect,
  plan,
});
