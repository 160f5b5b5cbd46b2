import { isMember } from "cig/sdk";
import { describe, expect, it } from "vitest";

describe("isMember", () => {
  it.each([
    ["packages/a", ["packages/*"], true],
    ["packages/a/b", ["packages/*"], false],
    ["packages/a/b", ["packages/**"], true],
    ["packages", ["packages"], true],
    ["packages/a", ["./packages/*/"], true],
    ["packages/ab", ["packages/a?"], true],
    ["apps/web", ["{apps,packages}/*"], true],
    ["a/b/test/c", ["**", "!**/test/**"], false],
    ["packages/old", ["!packages/old", "packages/*"], false],
    ["anything/at/all", ["**"], true],
    ["packages/a", [], false],
    ["packages/a", ["!packages/b"], false],
  ])("says of %s and %j: %s", (folder, patterns, expected) => {
    expect(isMember(folder, patterns)).toBe(expected);
  });

  it("is quick with patterns that are made to be slow", () => {
    const started = performance.now();
    expect(isMember("a".repeat(200), ["*a*a*a*a*a*a*a*a*a*a*b"])).toBe(false);
    expect(isMember(Array(60).fill("a").join("/"), ["**/a/**/a/**/a/**/a/**/b"])).toBe(false);
    isMember("a", ["{a,b}".repeat(30)]);
    expect(performance.now() - started).toBeLessThan(500);
  });
});
