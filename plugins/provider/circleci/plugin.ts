import { definePlugin } from "cig/sdk";
import { importHook, readHook } from "cig/sdk/import";
import { generate } from "./generate.ts";
import { importCircleci } from "./importer/importer.ts";
import { comparable } from "./importer/table.ts";
import { readCircleci } from "./reader/reader.ts";
import { codes } from "./report.ts";

export default definePlugin({
  name: "provider/circleci",
  version: "1.2.0",
  capabilities: ["cache:native", "provider:circleci"],
  generate,
  import: importHook(importCircleci),
  read: readHook((files, options) => comparable(readCircleci(files, options, true)), {
    code: "CC039",
    title: codes.CC039[1],
  }),
});
