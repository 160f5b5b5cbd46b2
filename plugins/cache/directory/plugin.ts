import { definePlugin, directoryObjects, objectStore } from "cig/sdk";
import { plan } from "./plan.ts";

export default definePlugin({
  name: "cache/directory",
  version: "1.0.0",
  capabilities: ["cache:directory", "store:directory"],
  plan,
  store: objectStore(({ options, root }) => directoryObjects(String(options.path ?? ""), root)),
});
