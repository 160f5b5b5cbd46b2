import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { byCodeUnit } from "../../../core/compare.ts";
import { compileGlobs } from "../../../core/repo/glob.ts";
import { compileGlobSets } from "../../../core/repo/glob-sets/glob-sets.ts";

function setsOf(sets: readonly (readonly string[])[], paths: readonly string[]): (readonly number[])[] {
  const compiled = compileGlobSets(sets);
  return paths.map((path) => {
    const bytes = Buffer.from(path);
    return compiled.choices[compiled.judge(bytes, 0, bytes.length)]!.sets;
  });
}

describe("compileGlobSets", () => {
  it("tells for each path which sets choose it", () => {
    const sets = [["src/**", "!**/*.md"], ["**/*.md"], [], ["src/a.ts", "!src/**"], ["!**"]];
    const paths = ["README.md", "src/a.ts", "src/b/c.md", "x"];
    expect(setsOf(sets, paths)).toEqual([[1, 2], [0, 2], [1, 2], [2]]);
  });

  it("tells which patterns match, also when a later one takes the path out again", () => {
    const compiled = compileGlobSets([
      ["a/*", "!a/b"],
      ["[", "a/b"],
    ]);
    const bytes = Buffer.from("a/b");
    const choice = compiled.choices[compiled.judge(bytes, 0, 3)]!;
    expect(choice).toEqual({ sets: [1], patterns: new Set(["a/*", "a/b"]) });
  });

  it("answers at once where patterns hang a backtracking matcher", () => {
    const evil = [
      "*a*a*a*a*b",
      `${"*a".repeat(200)}b`,
      "**/".repeat(300).concat("b"),
      `${"{a,aa}".repeat(500)}b`,
    ];
    const paths = ["a".repeat(200), "a".repeat(20_000), "a/".repeat(5_000).concat("c"), "aaaaab"];
    expect(setsOf([evil, ["{a/,b/,c/}".repeat(20).concat("x")]], paths)).toEqual([[], [], [], [0]]);
  });

  it("agrees with the matcher of one set, whatever the patterns, paths and their order", () => {
    const piece = fc.constantFrom(
      "a",
      "b",
      "/",
      "**",
      "**/",
      "/**",
      "*",
      "?",
      "[ab]",
      "[!a]",
      "{a,b}",
      ".",
      "é",
      "😀",
    );
    const group = fc.tuple(piece, piece, piece).map(([x, y, z]) => `{${x}${y},${z}}`);
    const empty = fc.tuple(piece, piece).map(([x, y]) => `{${x},}${y}`);
    const pattern = fc
      .tuple(
        fc.constantFrom("", "", "!"),
        fc.array(fc.oneof(piece, piece, group, empty), { minLength: 1, maxLength: 7 }),
      )
      .map(([bang, pieces]) => bang + pieces.join(""));
    const sets = fc.array(fc.array(pattern, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 });
    const paths = fc.array(
      fc
        .array(fc.constantFrom("a", "b", "ab", ".", "é", "😀", "a.b"), { minLength: 1, maxLength: 5 })
        .map((segments) => segments.join("/")),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(sets, paths, fc.boolean(), (globs, list, sorted) => {
        const ordered = sorted ? [...list].sort(byCodeUnit) : list;
        const matchers = globs.map(compileGlobs);
        const expected = ordered.map((path) =>
          matchers.flatMap((matches, set) => (matches(path) ? [set] : [])),
        );
        expect(setsOf(globs, ordered)).toEqual(expected);
      }),
      { numRuns: 4_000 },
    );
  });
});
