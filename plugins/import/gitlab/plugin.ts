import { definePlugin } from "cig/sdk";
import { importHook, readHook } from "cig/sdk/import";
import { importGitlab } from "./importer.ts";
import { readGitlab } from "./reader/reader.ts";

export default definePlugin({
  name: "import/gitlab",
  version: "1.0.0",
  capabilities: ["import:gitlab"],
  import: importHook(importGitlab),
  read: readHook(readGitlab, { code: "GL001", title: "A file of GitLab cannot be read" }),
});
