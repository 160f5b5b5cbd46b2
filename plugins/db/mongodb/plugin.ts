import { definePlugin, planServers } from "cig/sdk";
import { detect } from "./detect.ts";
import { mongodbServer } from "./service.ts";

export default definePlugin({
  name: "db/mongodb",
  version: "1.0.0",
  capabilities: ["detect:mongodb", "service:mongodb"],
  detect,
  plan: planServers(mongodbServer),
});
