import { definePlugin } from "cig/sdk";
import { importHook, readHook } from "cig/sdk/import";
import { generate } from "./generate.ts";
import { importGithub } from "./importer/importer.ts";
import { readGithub } from "./reader/reader.ts";
import { codes } from "./report.ts";

export default definePlugin({
  name: "provider/github",
  version: "1.2.3",
  capabilities: ["cache:native", "provider:github"],
  generate,
  import: importHook(importGithub),
  read: readHook(readGithub, { code: "GH029", title: codes.GH029[1] }),
});
