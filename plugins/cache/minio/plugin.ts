import { definePlugin, objectStore } from "cig/sdk";
import { plan } from "./plan.ts";

export default definePlugin({
  name: "cache/minio",
  version: "1.0.0",
  capabilities: ["cache:minio", "store:minio"],
  plan,
  // The client is large, so it is loaded when the store is first asked.
  store: objectStore(async (access) => (await import("./bucket.ts")).openBucket(access, process.env)),
});
