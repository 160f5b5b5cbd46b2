import { definePlugin } from "cig/sdk";
import { readHook } from "cig/sdk/import";
import { generate } from "./generate.ts";
import { readJenkins } from "./reader/reader.ts";
import { codes } from "./report.ts";

export default definePlugin({
  name: "provider/jenkins",
  version: "1.0.0",
  capabilities: ["cache:native", "provider:jenkins"],
  generate,
  read: readHook(readJenkins, { code: "JK037", title: codes.JK037[1] }),
});
