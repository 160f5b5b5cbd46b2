import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { byCodeUnit } from "../../../core/compare.ts";
import { checkGlob, compileGlobs, matchGlobs } from "../../../core/repo/glob.ts";
import { slowMatch } from "./slow-glob.ts";

describe("compileGlobs", () => {
  it.each([
    ["*.ts", "a.ts", true],
    ["*.ts", "src/a.ts", false],
    ["*.ts", ".ts", true],
    ["*", ".env", true],
    ["*", "a/b", false],
    ["**", "a", true],
    ["**", "a/b/.c", true],
    ["**/*", "a/b/c", true],
    ["**/Gemfile", "Gemfile", true],
    ["**/Gemfile", "apps/web/Gemfile", true],
    ["**/Gemfile", "apps/web/xGemfile", false],
    ["src/**", "src/a/b", true],
    ["src/**", "src", false],
    ["src/**", "src2/a", false],
    ["src/**/test.ts", "src/test.ts", true],
    ["src/**/test.ts", "src/a/b/test.ts", true],
    ["src/**/test.ts", "srctest.ts", false],
    ["a/**/**/b", "a/b", true],
    ["a/**/*/b", "a/b", false],
    ["a/**/*/b", "a/x/b", true],
    ["a**", "abc", true],
    ["a**", "ab/c", false],
    ["**.ts", "a/b.ts", false],
    ["a**b/c", "axb/c", true],
    ["a**b/c", "ax/b/c", false],
    ["***", "a/b", true],
    ["?.md", "é.md", true],
    ["?.md", "😀.md", true],
    ["?", "/", false],
    ["a?b", "a/b", false],
    ["[a-c]x", "bx", true],
    ["[!a-c]x", "bx", false],
    ["[^a-c]x", "dx", true],
    ["a[!b]c", "a/c", false],
    ["a[+-9]c", "a/c", false],
    ["[]]", "]", true],
    ["[!]]", "]", false],
    ["[a-]", "-", true],
    ["[\\]x]", "]", true],
    ["[а-я]*", "привет", true],
    ["[😀-😂]", "😁", true],
    ["{a,b}.ts", "b.ts", true],
    ["{a,b}.ts", "c.ts", false],
    ["{a,{b,c{d,e}}}", "ce", true],
    ["{src,test}/**/*.{ts,tsx}", "test/x/y.tsx", true],
    ["{src/,}**/*.ts", "a/b.ts", true],
    ["{src/,}**/*.ts", "b.ts", true],
    ["{**,x}/a", "a", true],
    ["{**/,}a", "q/r/a", true],
    ["a{,/**}", "a", true],
    ["a{,/**}", "a/b/c", true],
    ["x{**,a}/b", "xy/z/b", false],
    ["{a}", "{a}", true],
    ["{}", "{}", true],
    ["{a,{b}}", "{b}", true],
    ["a}", "a}", true],
    ["a,b", "a,b", true],
    ["{a,}b", "b", true],
    ["\\*", "*", true],
    ["\\*", "a", false],
    ["\\!a", "!a", true],
    ["a\\{b,c\\}", "a{b,c}", true],
    ["!!a", "!a", false],
    ["./a/*", "a/b", true],
    [".github/**/*.{yml,yaml}", ".github/workflows/ci.yml", true],
    ["A", "a", false],
    ["a b/*.txt", "a b/c d.txt", true],
  ])("%s on %s is %s", (pattern, path, expected) => {
    expect(compileGlobs([pattern])(path)).toBe(expected);
  });

  it("lets the last matching pattern decide", () => {
    const matches = compileGlobs(["**/*.ts", "!gen/**", "gen/keep.ts"]);
    expect(["a.ts", "gen/a.ts", "gen/keep.ts", "b.js"].map(matches)).toEqual([true, false, true, false]);
    expect(compileGlobs(["gen/keep.ts", "!gen/**"])("gen/keep.ts")).toBe(false);
    expect(compileGlobs(["!a"])("b")).toBe(false);
    expect(compileGlobs([])("a")).toBe(false);
  });

  it("matches nothing by an invalid pattern and all the others still", () => {
    const matches = compileGlobs(["[", "a", "{b"]);
    expect([matches("["), matches("a"), matches("{b"), matches("b")]).toEqual([false, true, false, false]);
  });

  it("answers on patterns that hang a backtracking matcher", () => {
    const many = "a".repeat(20_000);
    expect(compileGlobs([`${"*a".repeat(200)}b`])(many)).toBe(false);
    expect(compileGlobs(["**/".repeat(300).concat("b")])("a/".repeat(5_000).concat("c"))).toBe(false);
    expect(compileGlobs([`${"{a,aa}".repeat(500)}b`])(many)).toBe(false);
    expect(compileGlobs([`${"{a,b}".repeat(500)}`])("ab".repeat(250))).toBe(true);
    expect(compileGlobs([`*a${"?".repeat(59)}`])("ab".repeat(5_000))).toBe(true);
  });

  it("does not remember a folder wrongly between paths", () => {
    const matches = compileGlobs(["a/b/*.ts"]);
    expect(["a/b/x.ts", "a/b/c/x.ts", "a/c/x.ts", "x.ts", "a/b/y.ts"].map(matches)).toEqual([
      true,
      false,
      false,
      false,
      true,
    ]);
  });

  it("agrees with a slow reference on any pattern and path", () => {
    const piece = fc.constantFrom(
      "a",
      "b",
      "/",
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
    const group = fc
      .tuple(piece, piece, piece)
      .map(([x, y, z]) => (/\*/.test(x + y + z) ? x : `{${x}${y},${z}}`));
    const pattern = fc
      .array(fc.oneof(piece, group), { minLength: 1, maxLength: 8 })
      .map((pieces) => pieces.join(""))
      .filter((source) => checkGlob(source) === undefined && !/\*[{}]|\}\*|\*{3}/.test(source));
    const path = fc
      .array(fc.constantFrom("a", "b", "ab", ".", "é", "😀", "a.b"), { minLength: 1, maxLength: 5 })
      .map((segments) => segments.join("/"));
    fc.assert(
      fc.property(pattern, path, (source, text) => compileGlobs([source])(text) === slowMatch(source, text)),
      { numRuns: 5_000 },
    );
  });
});

describe("matchGlobs", () => {
  it("finds the same paths as the matcher, whatever the prefixes", () => {
    const paths = fc
      .uniqueArray(
        fc
          .array(fc.constantFrom("a", "ab", "b", "é", "😀", "\uffff", "."), { minLength: 1, maxLength: 3 })
          .map((segments) => segments.join("/")),
        { maxLength: 30 },
      )
      .map((list) => list.sort(byCodeUnit));
    const patterns = fc.array(
      fc.constantFrom(
        "a/*",
        "a/**",
        "ab/*",
        "**",
        "a*",
        "!a/b",
        "!**",
        "é/**",
        "😀",
        "😀/**",
        "\uffff/**",
        "{a,b}/*",
      ),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(patterns, paths, (globs, list) => {
        expect(matchGlobs(globs, list)).toEqual(list.filter(compileGlobs(globs)));
      }),
    );
  });
});

describe("checkGlob", () => {
  it("has nothing to say about valid patterns", () => {
    for (const pattern of ["a", "**", "!a", "{a,b}", "[a-z]", "\\[", "./a", "a/..b"])
      expect(checkGlob(pattern)).toBeUndefined();
  });

  it.each([
    ["", "The pattern is empty."],
    ["!", "The pattern is empty."],
    ["/a", "The pattern starts with `/`. Patterns are relative to the root: drop it."],
    ["docs/", "The pattern ends with `/`, and only files can match. Write `docs/**`."],
    ["a//b", "The pattern has an empty segment (`//`)."],
    ["../a", "The pattern has a `.` or `..` segment."],
    ["[a", "The pattern has a `[` without a `]`."],
    ["[]", "The pattern has a `[` without a `]`."],
    ["[z-a]", "The pattern has a range that runs backwards."],
    ["[[:alpha:]]", "Named classes such as `[:alpha:]` are not supported. Write a range such as `[a-z]`."],
    ["{a,b", "The pattern has a `{` without a `}`."],
    ["{1..3}", "Sequences such as `{1..3}` are not supported. List them: `{1,2,3}`."],
    ["a\\", "The pattern ends with a lone backslash."],
    [`${"{a,".repeat(40)}b${"}".repeat(40)}`, "The pattern nests groups more than 32 deep."],
  ])("says what is wrong with %j", (pattern, message) => {
    expect(checkGlob(pattern)).toBe(message);
  });
});
