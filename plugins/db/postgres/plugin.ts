import { definePlugin, planServers } from "cig/sdk";
import { detect } from "./detect.ts";
import { postgresServer } from "./service.ts";

export default definePlugin({
  name: "db/postgres",
  version: "2.1.0",
  capabilities: ["detect:postgres", "service:postgres"],
  detect,
  plan: planServers(postgresServer),
});
