import { definePlugin, objectStore } from "cig/sdk";

export default definePlugin({
  name: "cache/s3",
  version: "1.0.0",
  capabilities: ["store:s3"],
  // The client is large, so it is loaded when the store is first asked.
  store: objectStore(async (access) => (await import("./bucket.ts")).openBucket(access)),
});
