import { fileURLToPath } from "node:url";
import { create, DetectRequestSchema, PlanRequestSchema } from "cig/sdk";
import { testConformance } from "cig/sdk/testing";
import { test } from "vitest";
import plugin from "../../../../plugins/lang/go/plugin.ts";
import { use } from "./planning.ts";

const content = (text: string) => new TextEncoder().encode(text);

testConformance(
  test,
  plugin,
  fileURLToPath(new URL("../../../../plugins/lang/go/module.toml", import.meta.url)),
  [
    {
      hook: "detect",
      request: create(DetectRequestSchema, {
        files: [
          { path: ".golangci.yml", content: content('version: "2"\n') },
          { path: "Makefile", content: content("test:\n\tgo test ./...\n") },
          { path: "Taskfile.yml", content: content("tasks:\n  fmt: go fmt ./...\n") },
          { path: "go.mod", content: content("module acme.dev/x\n\ngo 1.25.0\n") },
          { path: "go.sum", listedOnly: true },
          { path: "go.work", content: content("go 1.25.0\n\nuse .\n") },
          { path: "mise.toml", content: content('[tools]\ngo = "1.27"\n') },
          { path: "x_test.go", listedOnly: true },
        ],
      }),
    },
    {
      hook: "plan",
      request: create(PlanRequestSchema, {
        uses: [use({ id: "a/packages/go", job: "a", axes: ["go"] }), use()],
        facts: [
          { key: "go.lockfile", value: "go.sum", plugin: "lang/go" },
          { key: "go.root", value: ".", plugin: "lang/go" },
          { key: "go.version", value: "1.27", plugin: "lang/go" },
        ],
        configuredCaches: ["go"],
      }),
    },
  ],
);
