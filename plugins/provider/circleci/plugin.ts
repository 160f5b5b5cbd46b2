import { definePlugin } from "cig/sdk";
import { readHook } from "cig/sdk/import";
import { generate } from "./generate.ts";
import { readCircleci } from "./reader/reader.ts";
import { codes } from "./report.ts";

export default definePlugin({
  name: "provider/circleci",
  version: "1.2.0",
  capabilities: ["cache:native", "provider:circleci"],
  generate,
  read: readHook(readCircleci, { code: "CC039", title: codes.CC039[1] }),
});
