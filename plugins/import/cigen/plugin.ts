import { definePlugin } from "cig/sdk";
import { importHook } from "cig/sdk/import";
import { importCigen } from "./importer.ts";

export default definePlugin({
  name: "import/cigen",
  version: "1.0.0",
  capabilities: ["import:cigen"],
  import: importHook(importCigen),
});
