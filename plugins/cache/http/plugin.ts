import { definePlugin, objectStore } from "cig/sdk";
import { openServer } from "./server.ts";

export default definePlugin({
  name: "cache/http",
  version: "1.0.0",
  capabilities: ["store:http"],
  store: objectStore((access) => openServer(access, process.env)),
});
