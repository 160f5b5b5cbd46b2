import { describe, expect, it } from "vitest";
import { detect } from "./repository.ts";

const crate = '[package]\nname = "shop"\nedition = "2024"\n';
const base = { "Cargo.toml": crate };
const script = async (task: string, files: Record<string, string | null> = {}) => {
  const { facts, evidence, confidence } = await detect({ ...base, ...files });
  const key = `script.${task}`;
  return facts[key] === undefined ? undefined : [facts[key], ...evidence[key]!, confidence[key]];
};

describe("tests", () => {
  it.each<[string, Record<string, string | null>, unknown[]]>([
    ["are Cargo's", {}, ["cargo test", "Cargo.toml:1", 0.7]],
    ["are seen in a folder of tests", { "tests/api.rs": null }, ["cargo test", "tests/api.rs", 0.9]],
    ["use the lock file", { "Cargo.lock": null }, ["cargo test --locked", "Cargo.toml:1", 0.7]],
    [
      "are those of every package",
      { "Cargo.toml": '[workspace]\nmembers = ["a"]\n', "a/Cargo.toml": crate },
      ["cargo test --workspace", "Cargo.toml:1", 0.7],
    ],
    [
      "are a target of make",
      { Makefile: "test:\n\tcargo test --all-features\n" },
      ["make test", "Makefile:1", 0.9],
    ],
    [
      "are what just does",
      { justfile: "test:\n  cargo test --all-features\n" },
      ["cargo test --all-features", "justfile:1", 0.9],
    ],
    [
      "are an alias of Cargo",
      { ".cargo/config.toml": '[alias]\nci-test = "test --all-features"\n' },
      ["cargo ci-test", ".cargo/config.toml:2", 0.9],
    ],
  ])("%s", async (_, files, expected) => {
    expect(await script("test", files)).toEqual(expected);
  });
});

describe("lint", () => {
  const clippy = "cargo clippy --all-targets -- -D warnings";

  it.each<[string, Record<string, string | null>, unknown[]]>([
    ["is a guess without a configuration", {}, [clippy, "Cargo.toml:1", 0.5]],
    ["is Clippy where it is configured", { ".clippy.toml": null }, [clippy, ".clippy.toml", 0.9]],
    [
      "is Clippy where the toolchain brings it along",
      {
        "Cargo.toml": crate,
        "rust-toolchain.toml": '[toolchain]\nchannel = "1.90"\ncomponents = ["clippy"]\n',
      },
      ["cargo clippy --all-targets -- -D warnings", "rust-toolchain.toml:3", 0.7],
    ],
    [
      "is Clippy where the manifest says which lints",
      { "Cargo.toml": `${crate}[lints.clippy]\nall = "warn"\n` },
      [clippy, "Cargo.toml:4", 0.9],
    ],
    [
      "is the format where nothing else is configured",
      { "rustfmt.toml": null },
      ["cargo fmt --all --check", "rustfmt.toml", 0.9],
    ],
    [
      "is both",
      { "clippy.toml": null, "rustfmt.toml": null },
      [`cargo fmt --all --check && ${clippy}`, "clippy.toml", "rustfmt.toml", 0.9],
    ],
    [
      "is an alias of Cargo",
      { ".cargo/config.toml": '[alias]\nlint = ["clippy", "--all-features"]\n' },
      ["cargo lint", ".cargo/config.toml:2", 0.9],
    ],
  ])("%s", async (_, files, expected) => {
    expect(await script("lint", files)).toEqual(expected);
  });
});

describe("a build", () => {
  it.each<[string, Record<string, string | null>, unknown]>([
    ["is of a program", { "src/main.rs": null }, ["cargo build", "src/main.rs", 0.9]],
    [
      "is of one of several programs",
      { "src/bin/shop/main.rs": null },
      ["cargo build", "src/bin/shop/main.rs", 0.9],
    ],
    [
      "is of a program that the manifest names",
      { "Cargo.toml": `${crate}[[bin]]\nname = "shop"\n` },
      ["cargo build", "Cargo.toml:4", 0.9],
    ],
    ["is none of a library", {}, undefined],
    [
      "is none of what only helps to develop",
      { "xtask/src/main.rs": null, "fuzz/src/main.rs": null },
      undefined,
    ],
    [
      "is none of what is there for tests",
      { "tests-integration/src/bin/cat.rs": null, "ui_tests/src/main.rs": null },
      undefined,
    ],
    [
      "is of a crate whose name only begins alike",
      { "testament/src/main.rs": null },
      ["cargo build", "testament/src/main.rs", 0.9],
    ],
  ])("%s", async (_, files, expected) => {
    expect(await script("build", files)).toEqual(expected);
  });
});

describe("the crates of a repository", () => {
  it("of a workspace belong to it, except those that it excludes", async () => {
    const { facts } = await detect({
      "Cargo.toml":
        '[workspace]\nmembers = ["crates/*"]\nexclude = ["crates/old"]\n[workspace.package]\nedition = "2024"\n',
      "Cargo.lock": null,
      "crates/cart/Cargo.toml": crate,
      "crates/old/Cargo.toml": crate,
      "fuzz/Cargo.toml": crate,
      "examples/a/Cargo.toml": crate,
    });
    expect(facts).toMatchObject({
      "rust.root": ".",
      "rust.edition": "2024",
      "rust.lockfile": "Cargo.lock",
      "workspace.members": "crates/*, !crates/old, !crates/old/**",
      "rust[crates/cart].root": "crates/cart",
      "rust[crates/old].script.test": "cargo test",
    });
    expect(Object.keys(facts).filter((key) => /fuzz|examples|cart\]\.script/.test(key))).toEqual([]);
  });

  it("elsewhere are roots of their own, and inside another one guesses", async () => {
    const alone = await detect({ "src-tauri/Cargo.toml": crate, "src-tauri/Cargo.lock": null });
    expect(alone.facts["rust[src-tauri].script.test"]).toBe("cargo test --locked");
    expect(alone.confidence["rust[src-tauri].script.test"]).toBe(0.7);
    const inside = await detect({ ...base, "plugin/Cargo.toml": crate });
    expect(inside.confidence["rust[plugin].script.test"]).toBe(0.5);
  });
});
