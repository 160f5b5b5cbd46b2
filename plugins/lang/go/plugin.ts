import { definePlugin } from "cig/sdk";
import { detect } from "./detect.ts";
import { plan } from "./plan.ts";

export default definePlugin({
  name: "lang/go",
  version: "1.0.0",
  capabilities: ["detect:go", "lang:go", "package:go"],
  detect,
  plan,
});
