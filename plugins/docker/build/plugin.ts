import { definePlugin } from "cig/sdk";
import { detect } from "./detect.ts";
import { plan } from "./plan.ts";

export default definePlugin({
  name: "docker/build",
  version: "1.2.0",
  capabilities: ["detect:docker", "package:docker", "step:docker"],
  detect,
  plan,
});
