import { definePlugin } from "cig/sdk";
import { detect } from "./detect.ts";
import { plan } from "./plan.ts";

export default definePlugin({
  name: "db/postgres",
  version: "2.1.0",
  capabilities: ["detect:postgres", "service:postgres"],
  detect,
  plan,
});
