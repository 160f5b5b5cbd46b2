import { definePlugin, planServers } from "cig/sdk";
import { detect } from "./detect.ts";
import { rabbitmqServer } from "./service.ts";

export default definePlugin({
  name: "db/rabbitmq",
  version: "1.0.0",
  capabilities: ["detect:rabbitmq", "service:rabbitmq"],
  detect,
  plan: planServers(rabbitmqServer),
});
