import { fileURLToPath } from "node:url";
import { create, DetectRequestSchema, PlanRequestSchema } from "cig/sdk";
import { testConformance } from "cig/sdk/testing";
import { test } from "vitest";
import plugin from "../../../../plugins/lang/python/plugin.ts";
import { use } from "./planning.ts";

const content = (text: string) => new TextEncoder().encode(text);

testConformance(
  test,
  plugin,
  fileURLToPath(new URL("../../../../plugins/lang/python/module.toml", import.meta.url)),
  [
    {
      hook: "detect",
      request: create(DetectRequestSchema, {
        files: [
          { path: ".python-version", content: content("3.12\n3.11\n") },
          { path: "poetry.lock", listedOnly: true },
          {
            path: "pyproject.toml",
            content: content('[project]\nname = "x"\n[dependency-groups]\ndev = ["pytest"]\n'),
          },
          { path: "uv.lock", listedOnly: true },
        ],
      }),
    },
    {
      hook: "plan",
      request: create(PlanRequestSchema, {
        uses: [use({ id: "a/packages/python", job: "a", axes: ["python"] }), use()],
        facts: [
          { key: "python.lockfile", value: "uv.lock", plugin: "lang/python" },
          { key: "python.package_manager", value: "uv", plugin: "lang/python" },
          { key: "python.version", value: "3.12", plugin: "lang/python" },
        ],
        configuredCaches: ["bundler", "uv"],
      }),
    },
  ],
);
