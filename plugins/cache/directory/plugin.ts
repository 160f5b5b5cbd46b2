import { definePlugin, directoryObjects, objectStore } from "cig/sdk";

export default definePlugin({
  name: "cache/directory",
  version: "1.0.0",
  capabilities: ["store:directory"],
  store: objectStore(({ options, root }) => directoryObjects(String(options.path ?? ""), root)),
});
