import { definePlugin } from "cig/sdk";
import { detect } from "./detect.ts";
import { plan } from "./plan.ts";

export default definePlugin({
  name: "lang/java",
  version: "1.0.0",
  capabilities: ["detect:java", "lang:java", "package:java"],
  detect,
  plan,
});
