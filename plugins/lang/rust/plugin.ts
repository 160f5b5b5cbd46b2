import { definePlugin } from "cig/sdk";
import { detect } from "./detect.ts";
import { plan } from "./plan.ts";

export default definePlugin({
  name: "lang/rust",
  version: "1.0.0",
  capabilities: ["detect:rust", "lang:rust", "package:rust"],
  detect,
  plan,
});
