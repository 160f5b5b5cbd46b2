import { fileURLToPath } from "node:url";
import { create, DetectRequestSchema, PlanRequestSchema } from "cig/sdk";
import { testConformance } from "cig/sdk/testing";
import { test } from "vitest";
import plugin from "../../../../plugins/lang/php/plugin.ts";
import { filesOf } from "../../repository.ts";
import { factsOf, packageUse } from "../../request.ts";

testConformance(
  test,
  plugin,
  fileURLToPath(new URL("../../../../plugins/lang/php/module.toml", import.meta.url)),
  [
    {
      hook: "detect",
      request: create(DetectRequestSchema, {
        files: filesOf({
          ".php-version": "8.3\n",
          "composer.json": '{"require": {"php": "^8.2", "ext-gd": "*"}, "scripts": {"test": "phpunit"}}',
          "composer.lock": '{"packages": [{"name": "a/b", "version": "1.0", "require": {"php": ">=8.1"}}]}',
          Dockerfile: "FROM php:8.3\n",
          "phpstan.neon": null,
        }),
      }),
    },
    {
      hook: "plan",
      request: create(PlanRequestSchema, {
        uses: [packageUse("php", { id: "a/packages/php", job: "a", axes: ["php"] }), packageUse("php")],
        facts: factsOf({
          "php.extensions": "gd",
          "php.lockfile": "composer.lock",
          "php.package_manager": "composer",
          "php.version": "8.3",
        }),
        configuredCaches: ["bundler", "composer"],
      }),
    },
  ],
);
