import { fileURLToPath } from "node:url";
import { create, DetectRequestSchema, PlanRequestSchema } from "cig/sdk";
import { testConformance } from "cig/sdk/testing";
import { test } from "vitest";
import plugin from "../../../../plugins/lang/node/plugin.ts";
import { use } from "./planning.ts";

const content = (text: string) => new TextEncoder().encode(text);

testConformance(
  test,
  plugin,
  fileURLToPath(new URL("../../../../plugins/lang/node/module.toml", import.meta.url)),
  [
    {
      hook: "detect",
      request: create(DetectRequestSchema, {
        files: [
          { path: ".nvmrc", content: content("20\n") },
          {
            path: "package.json",
            content: content('{ "workspaces": ["packages/*"], "scripts": { "test": "vitest" } }'),
          },
          { path: "packages/a/package.json", content: content("{}") },
          { path: "yarn.lock", listedOnly: true },
        ],
      }),
    },
    {
      hook: "plan",
      request: create(PlanRequestSchema, {
        uses: [use({ id: "a/packages/node", job: "a", axes: ["node"] }), use()],
        facts: [
          { key: "node.lockfile", value: "yarn.lock", plugin: "lang/node" },
          { key: "node.package_manager", value: "yarn", plugin: "lang/node" },
          { key: "node.version", value: "20", plugin: "lang/node" },
        ],
        configuredCaches: ["bundler", "yarn"],
      }),
    },
  ],
);
