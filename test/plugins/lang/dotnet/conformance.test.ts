import { fileURLToPath } from "node:url";
import { create, DetectRequestSchema, PlanRequestSchema } from "cig/sdk";
import { testConformance } from "cig/sdk/testing";
import { test } from "vitest";
import plugin from "../../../../plugins/lang/dotnet/plugin.ts";
import { filesOf } from "../../repository.ts";
import { factsOf, packageUse } from "../../request.ts";
import { library, solution, tests } from "./projects.ts";

testConformance(
  test,
  plugin,
  fileURLToPath(new URL("../../../../plugins/lang/dotnet/module.toml", import.meta.url)),
  [
    {
      hook: "detect",
      request: create(DetectRequestSchema, {
        files: filesOf({
          "Shop.slnx": solution("src/Shop/Shop.csproj", "tests/Shop.Tests/Shop.Tests.csproj"),
          "global.json": '{ "sdk": { "version": "10.0.100" } }',
          "src/Shop/Shop.csproj": library("net8.0"),
          "tests/Shop.Tests/Shop.Tests.csproj": tests("net8.0;net10.0"),
          "tests/Shop.Tests/packages.lock.json": null,
        }),
      }),
    },
    {
      hook: "plan",
      request: create(PlanRequestSchema, {
        uses: [
          packageUse("dotnet", { id: "a/packages/dotnet", job: "a", axes: ["dotnet"] }),
          packageUse("dotnet"),
        ],
        facts: factsOf({
          "dotnet.package_manager": "nuget",
          "dotnet.solution": "Shop.slnx",
          "dotnet.test_runtimes": "10.0, 8.0",
          "dotnet.version": "10.0.100",
        }),
        configuredCaches: ["bundler", "nuget"],
      }),
    },
  ],
);
