import { definePlugin } from "cig/sdk";
import { plan } from "./plan.ts";

export default definePlugin({
  name: "runners/self-hosted",
  version: "1.0.0",
  capabilities: ["runner:self-hosted"],
  plan,
});
