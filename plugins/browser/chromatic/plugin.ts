import { definePlugin } from "cig/sdk";
import { detect } from "./detect.ts";
import { plan } from "./plan.ts";

export default definePlugin({
  name: "browser/chromatic",
  version: "1.0.0",
  capabilities: ["detect:chromatic", "step:chromatic"],
  detect,
  plan,
});
