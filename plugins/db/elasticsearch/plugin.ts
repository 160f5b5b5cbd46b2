import { definePlugin, planServers } from "cig/sdk";
import { detect } from "./detect.ts";
import { elasticsearchServer } from "./service.ts";

export default definePlugin({
  name: "db/elasticsearch",
  version: "1.0.0",
  capabilities: ["detect:elasticsearch", "service:elasticsearch"],
  detect,
  plan: planServers(elasticsearchServer),
});
