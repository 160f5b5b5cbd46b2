import { describe, expect, it } from "vitest";
import { wrap } from "../../../core/report/wrap.ts";

describe("wrapping", () => {
  it("breaks at blanks", () => {
    expect(wrap("one two three four", 9)).toEqual(["one two", "three", "four"]);
  });

  it("keeps the author's lines, and never breaks an indented one", () => {
    expect(wrap("Run:\n  cig plan --with --many --words\nand see", 10)).toEqual([
      "Run:",
      "  cig plan --with --many --words",
      "and see",
    ]);
  });

  it("keeps a long path or URL whole, so that it can be copied", () => {
    expect(wrap("see https://example.com/a/very/long/path now", 12)).toEqual([
      "see",
      "https://example.com/a/very/long/path",
      "now",
    ]);
  });

  it("breaks a script without blanks by cells", () => {
    expect(wrap("東京都渋谷区", 4)).toEqual(["東京", "都渋", "谷区"]);
  });
});
