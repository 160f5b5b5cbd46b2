import { definePlugin } from "cig/sdk";
import { detect } from "./detect.ts";
import { plan } from "./plan.ts";

export default definePlugin({
  name: "lang/dotnet",
  version: "1.0.0",
  capabilities: ["detect:dotnet", "lang:dotnet", "package:dotnet"],
  detect,
  plan,
});
