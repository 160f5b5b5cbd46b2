import { definePlugin } from "cig/sdk";
import { detect } from "./detect.ts";
import { plan } from "./plan.ts";

export default definePlugin({
  name: "lang/php",
  version: "1.0.0",
  capabilities: ["detect:php", "lang:php", "package:php"],
  detect,
  plan,
});
