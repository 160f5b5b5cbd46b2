import { definePlugin, planServers } from "cig/sdk";
import { detect } from "./detect.ts";
import { mysqlServer } from "./service.ts";

export default definePlugin({
  name: "db/mysql",
  version: "1.0.0",
  capabilities: ["detect:mysql", "service:mysql"],
  detect,
  plan: planServers(mysqlServer),
});
