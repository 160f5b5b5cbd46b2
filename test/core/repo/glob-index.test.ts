import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileGlobs } from "../../../core/repo/glob.ts";
import { indexGlobs } from "../../../core/repo/glob-index.ts";

/** The patterns that match, in the order in which they were given. */
function matching(patterns: readonly string[], path: string): string[] {
  return [...indexGlobs(patterns)(path)].sort((a, b) => a - b).map((index) => patterns[index]!);
}

describe("an index of globs", () => {
  it.each<[path: string, expected: string[]]>([
    ["go.mod", ["**/go.mod", "go.mod", "**/{go,x}.{mod,sum}"]],
    ["a/b/go.mod", ["**/go.mod", "**/{go,x}.{mod,sum}"]],
    ["config/database.yml", ["**/config/database.yml", "config/*.yml"]],
    ["app/config/database.yml", ["**/config/database.yml"]],
    ["myconfig/database.yml", []],
    ["a.gemspec", ["**/*.gemspec"]],
    ["a/.gemspec", ["**/*.gemspec"]],
    ["requirements/a-requirements.txt", ["**/*requirements*.txt", "**/requirements/*.txt"]],
    ["x/test/deep/a_test.exs", ["**/test/**/*_test.exs"]],
  ])("finds for %s what matches it", (path, expected) => {
    const patterns = [
      "**/go.mod",
      "go.mod",
      "**/{go,x}.{mod,sum}",
      "**/config/database.yml",
      "config/*.yml",
      "**/*.gemspec",
      "**/*requirements*.txt",
      "**/requirements/*.txt",
      "**/test/**/*_test.exs",
      "/invalid",
      "in[valid",
    ];
    expect(matching(patterns, path)).toEqual(expected);
  });

  it("agrees with the automaton on any patterns and path", () => {
    const piece = fc.constantFrom(
      "a",
      "b",
      "ab",
      ".",
      "/",
      "*",
      "**",
      "**/",
      "?",
      "[ab]",
      ".b",
      "a.b",
      "\\a",
      "é",
    );
    const group = fc.tuple(piece, piece, piece).map(([x, y, z]) => `{${x}${y},${z}}`);
    const empty = fc.tuple(piece, piece).map(([x, y]) => `{${x},}${y}`);
    const pattern = fc
      .tuple(
        fc.constantFrom("", "**/", "a/"),
        fc.array(fc.oneof({ weight: 3, arbitrary: piece }, group, empty), { minLength: 1, maxLength: 5 }),
      )
      .map(([start, pieces]) => (start + pieces.join("")).replace(/^(\.\/)+/, ""));
    const name = fc.array(fc.constantFrom("a", "b", "ab", ".", "é", "a.b"), { minLength: 1, maxLength: 3 });
    const path = fc
      .array(name, { minLength: 1, maxLength: 4 })
      .map((names) => names.map((parts) => parts.join("")).join("/"));
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 5 }), path, (patterns, text) => {
        const expected = patterns.filter((one) => compileGlobs([one])(text));
        expect(matching(patterns, text)).toEqual(expected);
      }),
      { numRuns: 20_000 },
    );
  });
});
