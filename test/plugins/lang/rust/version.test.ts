import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { agree, isAtLeast, readVersion } from "../../../../plugins/lang/rust/version.ts";
import { detect } from "./repository.ts";

const crate = (...lines: string[]) => `[package]\nname = "shop"\n${lines.join("\n")}\n`;

describe("the toolchain of Rust", () => {
  it.each([
    ["rust-toolchain", "1.98.0\n", "1.98.0", 1],
    ["rust-toolchain", "# ours\nnightly-2026-10-01 # for simd\n", "nightly-2026-10-01", 2],
    ["rust-toolchain", '[toolchain]\nchannel = "beta"\n', "beta", 2],
    ["rust-toolchain.toml", '[toolchain]\n# channel = "nightly"\nchannel = "1.98"\n', "1.98", 3],
    ["rust-toolchain.toml", '[toolchain]\nchannel = "stable-x86_64-unknown-linux-gnu"\n', "stable", 2],
    [".tool-versions", "nodejs 22\nrust 1.98.0\n", "1.98.0", 2],
    ["mise.toml", '[tools]\nrust = { version = "1.98", profile = "minimal" }\n', "1.98", 2],
  ])("stands in %s with %j", async (file, text, value, line) => {
    const { facts, evidence, remarks } = await detect({ [file]: text });
    expect(facts["rust.version"]).toBe(value);
    expect(facts["rust.source"]).toBe(file);
    expect(evidence["rust.version"]).toEqual([`${file}:${line}`]);
    expect(remarks).toEqual([]);
  });

  it("comes with what its file asks for besides", async () => {
    const { facts } = await detect({
      "rust-toolchain.toml":
        '[toolchain]\nchannel = "1.98"\ncomponents = ["rust-src", "clippy"]\ntargets = ["wasm32-unknown-unknown"]\nprofile = "minimal"\n',
    });
    expect(facts).toMatchObject({
      "rust.components": "rust-src, clippy",
      "rust.targets": "wasm32-unknown-unknown",
      "rust.profile": "minimal",
    });
  });

  it.each([
    ["Cargo.toml", crate('# rust-version = "1.60"', 'rust-version = "1.85"'), ">=1.85", 4],
    [
      "Cargo.toml",
      '[workspace]\nmembers = []\n[workspace.package]\nrust-version = "1.85.1"\n',
      ">=1.85.1",
      4,
    ],
    ["Cargo.toml", crate("rust-version.workspace = true"), undefined, 0],
    ["Cargo.toml", crate('rust-version = "newest"'), undefined, 0],
  ])("is a constraint where %s has %j", async (file, text, value, line) => {
    const { facts, evidence } = await detect({ [file]: text });
    expect(facts["rust.version.constraint"]).toBe(value);
    expect(facts["rust.version"]).toBeUndefined();
    if (value !== undefined) expect(evidence["rust.version.constraint"]).toEqual([`${file}:${line}`]);
  });

  it("comes from the first file of the documented order, and those who agree are its witnesses", async () => {
    const { facts, evidence, remarks } = await detect({
      "rust-toolchain": "1.98\n",
      "rust-toolchain.toml": '[toolchain]\nchannel = "nightly"\n',
      ".tool-versions": "rust 1.98.1\n",
      "Cargo.toml": crate('rust-version = "1.85"'),
    });
    expect(facts).toMatchObject({ "rust.version": "1.98", "rust.version.constraint": ">=1.85" });
    expect(evidence["rust.version"]).toEqual(["rust-toolchain:1", ".tool-versions:1"]);
    expect(remarks).toEqual([]);
  });

  it("comes with a warning about each file that says something else", async () => {
    const { remarks } = await detect({
      "rust-toolchain": "1.80.0",
      ".tool-versions": "rust 1.98.0\n",
      "Cargo.toml": crate('rust-version = "1.85"'),
    });
    expect(remarks).toEqual([
      'RS102 .tool-versions:1 ".tool-versions" asks for Rust 1.98.0, but "rust-toolchain" line 1 says 1.80.0, which wins.',
      'RS102 Cargo.toml:3 "Cargo.toml" allows only Rust >=1.85, but "rust-toolchain" line 1 says 1.80.0, which wins.',
    ]);
  });

  it("is told where a file names none, or cannot be read", async () => {
    expect((await detect({ "rust-toolchain": "newest" })).remarks).toEqual([
      'RS104 rust-toolchain:1 "rust-toolchain" says "newest" where a toolchain of Rust stands, and that is none, so it does not count.',
    ]);
    expect((await detect({ "Cargo.toml": "[package\n" })).remarks[0]).toContain("RS101 Cargo.toml:1");
    expect((await detect({ "rust-toolchain.toml": "[toolchain\n" })).remarks[0]).toContain("RS101");
  });

  it("is a guess where only a Dockerfile names it, and none without a crate", async () => {
    const dockerfile = "FROM lukemathwalker/cargo-chef:latest\nFROM rust:1.97-slim AS build\n";
    const { facts, confidence } = await detect({ Dockerfile: dockerfile, "Cargo.toml": crate() });
    expect(facts["rust.version"]).toBe("1.97");
    expect(confidence["rust.version"]).toBe(0.5);
    expect((await detect({ Dockerfile: dockerfile })).facts).toEqual({});
  });
});

describe("comparing toolchains", () => {
  it("knows a shorter form, and what has no number is new enough", () => {
    expect(agree("1.98", "1.98.1")).toBe(true);
    expect(agree("1.9", "1.98")).toBe(false);
    expect(agree("nightly-2026-10-01", "nightly")).toBe(true);
    expect(isAtLeast("stable", "1.98")).toBe(true);
    expect(isAtLeast("1.98", "1.98.1")).toBe(true);
  });

  it("orders releases by their numbers", () => {
    const number = fc.integer({ min: 0, max: 120 });
    fc.assert(
      fc.property(number, number, (a, b) => {
        expect(isAtLeast(`1.${a}.0`, `1.${b}.0`)).toBe(a >= b);
        expect(readVersion(`1.${a}.${b}`)).toEqual({ kind: "version", value: `1.${a}.${b}` });
        expect(readVersion(`>= 1.${a}`)).toEqual({ kind: "constraint", value: `>=1.${a}` });
      }),
    );
  });
});
