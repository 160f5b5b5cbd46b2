import { definePlugin, planServers } from "cig/sdk";
import { detect } from "./detect.ts";
import { redisServer } from "./service.ts";

export default definePlugin({
  name: "db/redis",
  version: "1.0.0",
  capabilities: ["detect:redis", "service:redis"],
  detect,
  plan: planServers(redisServer),
});
