import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileGlobs } from "../../../core/repo/glob.ts";
import { type Choice, judgeByGlobSets } from "../../../core/repo/glob-sets/glob-sets.ts";

/** Paths must be in the order of their bytes, as git has them. */
function sorted(paths: readonly string[]): string[] {
  return [...new Set(paths)].sort((a, b) => Buffer.from(a).compare(Buffer.from(b)));
}

function judge(sets: readonly (readonly string[])[], paths: readonly string[]): Choice[] {
  const bytes = Buffer.from(paths.map((path) => `${path}\0`).join(""));
  const starts = Uint32Array.from([
    0,
    ...paths.map((_, index) => Buffer.byteLength(paths.slice(0, index + 1).join("\0")) + 1),
  ]);
  const { numbers, choices } = judgeByGlobSets(sets, { bytes, starts, skip: 0 });
  return [...numbers].map((number) => choices[number]!);
}

function setsOf(sets: readonly (readonly string[])[], paths: readonly string[]): (readonly number[])[] {
  return judge(sets, paths).map((choice) => choice.sets);
}

describe("judgeByGlobSets", () => {
  it("tells for each path which sets choose it", () => {
    const sets = [["src/**", "!**/*.md"], ["**/*.md"], [], ["src/a.ts", "!src/**"], ["!**"]];
    const paths = ["README.md", "src/a.ts", "src/b/c.md", "x"];
    expect(setsOf(sets, paths)).toEqual([[1, 2], [0, 2], [1, 2], [2]]);
  });

  it("tells which patterns match, also when a later one takes the path out again", () => {
    const [choice] = judge(
      [
        ["a/*", "!a/b"],
        ["[", "a/b"],
      ],
      ["a/b"],
    );
    expect(choice).toEqual({ sets: [1], patterns: ["a/*", "a/b"] });
  });

  it("answers at once where patterns hang a backtracking matcher", () => {
    const evil = [
      "*a*a*a*a*b",
      `${"*a".repeat(200)}b`,
      "**/".repeat(300).concat("b"),
      `${"{a,aa}".repeat(500)}b`,
    ];
    const paths = sorted(["a".repeat(200), "a".repeat(20_000), "a/".repeat(5_000).concat("c"), "aaaaab"]);
    expect(setsOf([evil, ["{a/,b/,c/}".repeat(20).concat("x")]], paths)).toEqual([[], [], [], [0]]);
  });

  it("agrees with the matcher of one set, whatever the patterns and paths", () => {
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
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(sets, paths, (globs, list) => {
        const ordered = sorted(list);
        const matchers = globs.map(compileGlobs);
        const expected = ordered.map((path) =>
          matchers.flatMap((matches, set) => (matches(path) ? [set] : [])),
        );
        return JSON.stringify(setsOf(globs, ordered)) === JSON.stringify(expected);
      }),
      { numRuns: 2_000 },
    );
  });
});
