import { definePlugin, objectStore } from "cig/sdk";
import { plan } from "./plan.ts";

export default definePlugin({
  name: "cache/s3",
  version: "1.0.0",
  capabilities: ["cache:s3", "store:s3"],
  plan,
  store: objectStore(async (access) => {
    // It would tell users of cig which Node its next version asks for.
    process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
    // The client is large, so it is loaded when the store is first asked.
    const { openBucket } = await import("./bucket.ts");
    return openBucket(access);
  }),
});
