import { definePlugin } from "cig/sdk";
import { plan } from "./plan.ts";

export default definePlugin({
  name: "runners/aws-batch",
  version: "1.0.0",
  capabilities: ["runner:aws-batch"],
  plan,
});
