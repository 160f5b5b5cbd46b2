import { definePlugin } from "cig/sdk";
import { detect } from "./detect.ts";
import { plan } from "./plan.ts";

export default definePlugin({
  name: "lang/ruby",
  version: "1.3.0",
  capabilities: ["cache:bundler", "detect:ruby", "lang:ruby", "package:ruby", "step:setup"],
  detect,
  plan,
});
