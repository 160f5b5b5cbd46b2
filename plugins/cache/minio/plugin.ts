import { definePlugin, objectStore } from "cig/sdk";

export default definePlugin({
  name: "cache/minio",
  version: "1.0.0",
  capabilities: ["store:minio"],
  // The client is large, so it is loaded when the store is first asked.
  store: objectStore(async (access) => (await import("./bucket.ts")).openBucket(access, process.env)),
});
