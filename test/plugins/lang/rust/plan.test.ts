import { reference, text } from "cig/sdk";
import { describe, expect, it } from "vitest";
import { pins } from "../../../../plugins/lang/rust/pins.ts";
import { plan, use } from "./planning.ts";

const facts = { version: "1.98.0", source: "rust-toolchain.toml", root: ".", lockfile: "Cargo.lock" };
const action = (toolchain: string, more = "") =>
  `dtolnay/rust-toolchain toolchain=${toolchain} components=clippy,rustfmt${more}`;
const version = (value: string | ReturnType<typeof reference>) => ({
  name: "version",
  value: { case: "text" as const, value: text(value) },
});
const list = (name: string, ...items: string[]) => ({
  name,
  value: {
    case: "other" as const,
    value: {
      kind: {
        case: "list" as const,
        value: { items: items.map((item) => ({ kind: { case: "text" as const, value: item } })) },
      },
    },
  },
});

describe('packages = ["rust"]', () => {
  it("becomes toolchain and cache, in this order", async () => {
    expect(await plan(facts)).toEqual({
      expansions: [
        {
          use: "test/packages/rust",
          steps: [action("1.98.0"), "cache cargo"],
          caches: [
            {
              id: "cargo",
              paths: ["~/.cargo/registry/index", "~/.cargo/registry/cache", "~/.cargo/git/db", "target"],
              key: ["rust-1.98.0", "files Cargo.lock"],
            },
          ],
          env: [],
          versions: ["rust 1.98.0"],
        },
      ],
      remarks: [],
    });
  });

  it("takes stable where nothing, or only a range, is stated, and says so", async () => {
    expect(await plan({ root: "." })).toMatchObject({
      expansions: [
        {
          steps: [action("stable"), "cache cargo"],
          caches: [{ key: ["rust-stable", "files **/Cargo.toml"] }],
        },
      ],
      remarks: ["RS201 jobs.test.packages"],
    });
    const { remarks } = await plan({ root: ".", "version.constraint": ">=1.85" });
    expect(remarks).toEqual(["RS203 jobs.test.packages"]);
  });

  it("brings components and targets, those of the file and of the input", async () => {
    const stated = { ...facts, components: "rust-src, clippy", targets: "wasm32-unknown-unknown" };
    const steps = async (more: Parameters<typeof use>[0]) =>
      (await plan(stated, [use(more)])).expansions[0]!.steps[0];
    expect(await steps({})).toBe(
      "dtolnay/rust-toolchain toolchain=1.98.0 components=clippy,rust-src,rustfmt targets=wasm32-unknown-unknown",
    );
    expect(
      await steps({ inputs: [list("components", "miri"), list("targets", "aarch64-apple-darwin")] }),
    ).toBe(
      "dtolnay/rust-toolchain toolchain=1.98.0 components=clippy,miri,rust-src targets=aarch64-apple-darwin,wasm32-unknown-unknown",
    );
    expect((await plan(stated, [use({ inputs: [list("targets", "a; b")] })])).remarks).toEqual([
      "RS205 jobs.test.packages",
    ]);
  });

  it("makes a matrix stronger than the toolchain file", async () => {
    const { expansions } = await plan(facts, [use({ axes: ["rust"] })]);
    expect(expansions[0]).toMatchObject({
      env: ["RUSTUP_TOOLCHAIN={matrix.rust}"],
      versions: ["rust {matrix.rust}"],
    });
    const other = await plan({ ...facts, source: "mise.toml" }, [use({ axes: ["rust"] })]);
    expect(other.expansions[0]!.env).toEqual([]);
  });

  it("caches what the root of the workspace compiles, where it compiles it", async () => {
    const workspace = { ...facts, target_dir: "out/cargo", "[crates/a].root": "crates/a" };
    const { expansions } = await plan(workspace, [use({ workingDirectory: "crates/a" })]);
    expect(expansions[0]!.caches[0]!.paths.at(-1)).toBe("out/cargo");
    const only = { "[core].root": "core", "[core].lockfile": "core/Cargo.lock", "[core].version": "1.97" };
    expect((await plan(only)).expansions[0]!.caches[0]).toMatchObject({
      id: "cargo-core",
      key: ["rust-1.97", "files core/Cargo.lock"],
    });
  });
});

describe("the toolchain that a job gets", () => {
  const first = async (more: Parameters<typeof use>[0]) =>
    (await plan(facts, [use(more)])).expansions[0]!.versions[0];

  it("is the input before the matrix before the facts", async () => {
    expect(await first({ inputs: [version("nightly")], axes: ["rust"] })).toBe("rust nightly");
    expect(await first({ inputs: [version(">=1.85")] })).toBe("rust stable");
    expect(await first({ inputs: [version(reference("matrix.lang"))] })).toBe("rust {matrix.lang}");
    expect(await first({ axes: ["toolchain"] })).toBe("rust {matrix.toolchain}");
    expect(await first({})).toBe("rust 1.98.0");
  });

  it("is refused where it is none", async () => {
    expect((await plan(facts, [use({ inputs: [version("newest; rm")] })])).remarks).toEqual([
      "RS205 jobs.test.packages",
    ]);
  });
});

describe("plan", () => {
  it("pins every action to a whole commit", () => {
    for (const { pin } of Object.values(pins)) expect(pin).toMatch(/^[0-9a-f]{40}$/);
  });

  it("says the same whatever the order of uses and facts", async () => {
    const uses = [
      use({ id: "b/packages/rust", job: "b", axes: ["rust"] }),
      use({ id: "a/packages/rust", job: "a" }),
    ];
    const reversed = Object.fromEntries(Object.entries(facts).reverse());
    expect(await plan(reversed, [...uses].reverse())).toEqual(await plan(facts, uses));
  });
});
