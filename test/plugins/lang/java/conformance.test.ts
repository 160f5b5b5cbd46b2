import { fileURLToPath } from "node:url";
import { create, DetectRequestSchema, PlanRequestSchema } from "cig/sdk";
import { testConformance } from "cig/sdk/testing";
import { test } from "vitest";
import plugin from "../../../../plugins/lang/java/plugin.ts";
import { use } from "./planning.ts";

const content = (text: string) => new TextEncoder().encode(text);

testConformance(
  test,
  plugin,
  fileURLToPath(new URL("../../../../plugins/lang/java/module.toml", import.meta.url)),
  [
    {
      hook: "detect",
      request: create(DetectRequestSchema, {
        files: [
          { path: ".sdkmanrc", content: content("java=21.0.5-tem\n") },
          { path: "gradlew", listedOnly: true },
          { path: "mise.toml", content: content('[tools]\njava = "21"\n') },
          { path: "pom.xml", content: content("<project><modules><module>a</module></modules></project>\n") },
          { path: "settings.gradle.kts", content: content('include(":a")\n') },
        ],
      }),
    },
    {
      hook: "plan",
      request: create(PlanRequestSchema, {
        uses: [use({ id: "a/packages/java", job: "a", axes: ["java"] }), use()],
        facts: [
          { key: "java.package_manager", value: "gradle", plugin: "lang/java" },
          { key: "java.version", value: "21", plugin: "lang/java" },
          { key: "java.wrapper", value: "gradlew", plugin: "lang/java" },
        ],
        configuredCaches: ["gradle"],
      }),
    },
  ],
);
