import { fileURLToPath } from "node:url";
import { create, DetectRequestSchema, PlanRequestSchema } from "cig/sdk";
import { testConformance } from "cig/sdk/testing";
import { test } from "vitest";
import plugin from "../../../../plugins/lang/rust/plugin.ts";
import { use } from "./planning.ts";

const content = (text: string) => new TextEncoder().encode(text);

testConformance(
  test,
  plugin,
  fileURLToPath(new URL("../../../../plugins/lang/rust/module.toml", import.meta.url)),
  [
    {
      hook: "detect",
      request: create(DetectRequestSchema, {
        files: [
          { path: ".cargo/config.toml", content: content('[alias]\nlint = "clippy"\n') },
          { path: "Cargo.lock", listedOnly: true },
          { path: "Cargo.toml", content: content('[workspace]\nmembers = ["crates/*"]\n') },
          { path: "Makefile", content: content("test:\n\tcargo test\n") },
          { path: "crates/a/Cargo.toml", content: content('[package]\nname = "a"\n') },
          { path: "mise.toml", content: content('[tools]\nrust = "1.98"\n') },
          { path: "rust-toolchain.toml", content: content('[toolchain]\nchannel = "1.98"\n') },
        ],
      }),
    },
    {
      hook: "plan",
      request: create(PlanRequestSchema, {
        uses: [use({ id: "a/packages/rust", job: "a", axes: ["rust"] }), use()],
        facts: [
          { key: "rust.lockfile", value: "Cargo.lock", plugin: "lang/rust" },
          { key: "rust.root", value: ".", plugin: "lang/rust" },
          { key: "rust.version", value: "1.98", plugin: "lang/rust" },
        ],
        configuredCaches: ["cargo"],
      }),
    },
  ],
);
