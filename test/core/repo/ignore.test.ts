import { expect, it } from "vitest";
import { parseIgnore } from "../../../core/repo/ignore.ts";

const rules = parseIgnore(
  [
    "# comment",
    "",
    "*.log",
    "!keep.log",
    "/dist",
    "build/",
    "docs/*.html",
    "\\#x",
    "\\!y",
    "a{b,c}",
    "trail  ",
    "[",
  ].join("\r\n"),
);

it.each([
  ["x.log", false, true],
  ["deep/x.log", false, true],
  ["keep.log", false, false],
  ["dist", true, true],
  ["sub/dist", true, undefined],
  ["build", true, true],
  ["build", false, undefined],
  ["sub/build", true, true],
  ["docs/a.html", false, true],
  ["docs/a/b.html", false, undefined],
  ["#x", false, true],
  ["!y", false, true],
  ["a{b,c}", false, true],
  ["ab", false, undefined],
  ["trail", false, true],
  ["other", false, undefined],
])("of %s (folder: %s) says %s", (path, isFolder, expected) => {
  expect(rules(path, isFolder)).toBe(expected);
});
