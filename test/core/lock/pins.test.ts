import fc from "fast-check";
import { parse } from "smol-toml";
import { describe, expect, it } from "vitest";
import { lockedPins, namedPins } from "../../../core/lock/held-pins.ts";
import { printPins, readPins } from "../../../core/lock/pins.ts";
import { gatherPins } from "../../../core/lock/used-pins.ts";
import { compareVersions, pinKey, satisfiesVersion } from "../../../core/pins.ts";

const commit = (digit: string) => digit.repeat(40);
const digest = fc.oneof(
  fc.stringMatching(/^[0-9a-f]{40}$/),
  fc.stringMatching(/^[0-9a-f]{64}$/).map((hex) => `sha256:${hex}`),
);
const pin = fc.record({ version: fc.stringMatching(/^[\w.+-]{0,20}$/), digest });

describe("[pins] of cig.lock", () => {
  it("is read as it was written, whatever the names are", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1, unit: "grapheme" }), pin), (table) => {
        const pins = new Map(Object.entries(table));
        const text = ["version = 1", ...printPins(pins), "", "[plan]", "reads = '[1]'"].join("\n");
        expect(readPins(text).value).toEqual(pins);
        expect(parse(text).version).toBe(1);
      }),
    );
  });

  it("is found in a file with line ends of Windows", () => {
    const text = `version = 1\r\n\r\n[pins]\r\n"a/b@v1" = { version = "v1.0.0", digest = "${commit("a")}" }\r\n`;
    expect(readPins(text).value?.get("a/b@v1")).toEqual({ version: "v1.0.0", digest: commit("a") });
  });

  it.each([
    ["a digest that is none", `"a/b@v1" = { version = "v1", digest = "main" }`],
    [
      "a version that would end the comment behind it",
      `"a/b@v1" = { version = "v1\\n- run", digest = "${commit("a")}" }`,
    ],
    ["a text", `"a/b@v1" = "v1"`],
    ["a key that nobody knows", `"a/b@v1" = { version = "v1", digest = "${commit("a")}", mirror = "x" }`],
    ["a conflict of a merge", `<<<<<<< HEAD`],
  ])("refuses %s, since a render that forgot it would fetch something else", (_, line) => {
    const { value, diagnostics } = readPins(`version = 1\n\n[pins]\n${line}\n`);
    expect(value).toBeUndefined();
    expect(diagnostics.map(({ code, level }) => [code, level])).toEqual([["CIG332", "error"]]);
  });

  it("is empty in a lock without it", () => {
    expect(readPins("version = 1\n\n[tool]\nversion = '1'\n").value).toEqual(new Map());
  });
});

describe("the line of versions", () => {
  it.each([
    ["v7.0.1", "a@v7"],
    ["7.1", "a@7"],
    ["stable", "a@stable"],
    ["", "a"],
  ])("of %s names the pin %s", (version, key) => {
    expect(pinKey("a", version)).toBe(key);
  });

  it("holds what is asked for, and nothing that only begins alike", () => {
    expect(satisfiesVersion("v7.0.1", "v7")).toBe(true);
    expect(satisfiesVersion("v7.0.1", "7.0")).toBe(true);
    expect(satisfiesVersion("v7.0.1", "v7.0.1")).toBe(true);
    expect(satisfiesVersion("v7.1.0", "v7.0")).toBe(false);
    expect(satisfiesVersion("v70.0.0", "v7")).toBe(false);
  });

  it("compares numbers as numbers", () => {
    expect(compareVersions("v9.0.0", "v10.0.0")).toBeLessThan(0);
    expect(compareVersions("v1.2", "v1.2.0")).toBeLessThan(0);
    expect(compareVersions("v2", "v2")).toBe(0);
  });
});

describe("the pins of a run", () => {
  const told = (version: string, digest: string) => ({
    provider: "github",
    pin: { name: "a/b", version, digest },
  });

  it("are one for each line: the held one, else the newest", () => {
    const both = [told("v1.1.0", commit("a")), told("v1.2.0", commit("b")), told("v2.0.0", commit("c"))];
    const versions = (held: Parameters<typeof gatherPins>[1]) =>
      gatherPins(both, held).map(({ key, pin }) => `${key} ${pin.version}`);
    expect(versions(new Map())).toEqual(["a/b@v1 v1.2.0", "a/b@v2 v2.0.0"]);
    expect(versions(new Map([["a/b@v1", { version: "v1.1.0", digest: commit("a") }]]))).toEqual([
      "a/b@v1 v1.1.0",
      "a/b@v2 v2.0.0",
    ]);
  });

  it("are told to plugins with their names, and images are not", () => {
    const held = new Map([
      ["postgres:16", { version: "", digest: `sha256:${"a".repeat(64)}` }],
      ["a/b@v1", { version: "v1.1.0", digest: commit("a") }],
    ]);
    expect(namedPins(held)).toEqual([{ name: "a/b", version: "v1.1.0", digest: commit("a") }]);
    expect([...lockedPins([], held, []).keys()]).toEqual([]);
  });
});
