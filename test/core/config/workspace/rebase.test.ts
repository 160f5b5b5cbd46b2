import { posix } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { prefixOf } from "../../../../core/config/workspace/prefix.ts";
import { rebase } from "../../../../core/config/workspace/rebase.ts";

describe("rebase", () => {
  it.each([
    ["src/**", "packages/web/src/**"],
    ["./src", "packages/web/src"],
    [".", "packages/web"],
    ["", "packages/web"],
    ["!src/x", "!packages/web/src/x"],
    ["//tsconfig.json", "tsconfig.json"],
    ["!//docs/**", "!docs/**"],
    ["../shared/**", "packages/shared/**"],
    ["../../root.txt", "root.txt"],
    ["/tmp/x", "/tmp/x"],
    ["~/.npm", "~/.npm"],
    ["$HOME/x", "$HOME/x"],
    ["C:\\x", "C:\\x"],
    ["{{ workspace }}/x", "{{ workspace }}/x"],
    ["{{ runner.temp }}/x", "{{ runner.temp }}/x"],
    ["{{ matrix.dir }}/x", "packages/web/{{ matrix.dir }}/x"],
    ["a//b", "packages/web/a//b"],
  ])("leads %s to %s", (path, expected) => {
    expect(rebase(path, "packages/web")).toBe(expected);
  });

  it("keeps what is written behind the folder, character by character, so that places can be told", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z*{},[\] ?][a-z*{},[\] ?/]{0,20}$/), (path) => {
        expect(rebase(path, "a/b")).toBe(`a/b/${path}`);
      }),
    );
  });

  it("never leads out of the repository from a path that stays in it", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("..", "x", "y"), { maxLength: 6 }), (segments) => {
        const whole = posix.join("a/b", ...segments);
        const led = rebase(segments.join("/"), "a/b");
        expect(posix.normalize(led).replace(/\/$/, "")).toBe(whole.replace(/\/$/, ""));
      }),
    );
  });
});

describe("prefixOf", () => {
  it.each([
    ["web", "web"],
    ["ui/button", "ui-button"],
    ["@scope/pkg", "scope-pkg"],
    ["2048", "_2048"],
    ["a.b c", "a-b-c"],
    ["日本", undefined],
    ["-", undefined],
  ])("makes of %s %s", (name, expected) => {
    expect(prefixOf(name)).toBe(expected);
  });

  it("is always the beginning of a legal id", () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        const prefix = prefixOf(name);
        expect(prefix === undefined || /^[A-Za-z_][A-Za-z0-9_-]*$/.test(prefix)).toBe(true);
      }),
    );
  });
});
