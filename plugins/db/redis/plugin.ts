import { definePlugin } from "cig/sdk";
import { detect } from "./detect.ts";
import { plan } from "./plan.ts";

export default definePlugin({
  name: "db/redis",
  version: "1.0.0",
  capabilities: ["detect:redis", "service:redis"],
  detect,
  plan,
});
