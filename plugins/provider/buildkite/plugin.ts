import { definePlugin } from "cig/sdk";
import { importHook, readHook } from "cig/sdk/import";
import { generate } from "./generate.ts";
import { importBuildkite } from "./importer/importer.ts";
import { comparable } from "./importer/table.ts";
import { readBuildkite } from "./reader/reader.ts";
import { codes } from "./report.ts";

export default definePlugin({
  name: "provider/buildkite",
  version: "1.0.0",
  capabilities: ["cache:native", "provider:buildkite"],
  generate,
  import: importHook(importBuildkite),
  read: readHook((files, options) => comparable(readBuildkite(files, options)), {
    code: "BK040",
    title: codes.BK040[1],
  }),
});
