import { definePlugin } from "cig/sdk";
import { importHook, readHook } from "cig/sdk/import";
import { generate } from "./generate.ts";
import { importJenkins } from "./importer/importer.ts";
import { readJenkins } from "./reader/reader.ts";
import { codes } from "./report.ts";

export default definePlugin({
  name: "provider/jenkins",
  version: "1.0.0",
  capabilities: ["cache:native", "provider:jenkins"],
  generate,
  import: importHook(importJenkins),
  read: readHook(readJenkins, { code: "JK037", title: codes.JK037[1] }),
});
