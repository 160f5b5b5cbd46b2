import { definePlugin, pinSource } from "cig/sdk";
import { repositoryOf } from "./repository.ts";
import { versionsIn } from "./versions.ts";

export default definePlugin({
  name: "pins/git",
  version: "1.0.0",
  capabilities: ["pins:buildkite", "pins:github"],
  pins: pinSource((question, lookup) => versionsIn(repositoryOf(question, process.env), question, lookup)),
});
