import { definePlugin } from "cig/sdk";
import { detect } from "./detect.ts";
import { plan } from "./plan.ts";

export default definePlugin({
  name: "lang/elixir",
  version: "1.0.0",
  capabilities: ["detect:elixir", "lang:elixir", "package:elixir"],
  detect,
  plan,
});
