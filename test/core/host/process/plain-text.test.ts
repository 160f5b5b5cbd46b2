import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainText } from "../../../../core/host/process/plain-text.ts";

describe("text of a plugin", () => {
  it.each([
    ["plain", "plain"],
    ["\x1b[1;31mred\x1b[0m", "red"],
    ["\x1b]0;title\x07after", "after"],
    ["\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"],
    ["a\rb\tc", "a b c"],
    ["::error file=x::boo", ": :error file=x::boo"],
    ["  ::set-output name=x::1", ": :set-output name=x::1"],
    ["##[group]x", "# #[group]x"],
    ["##vso[task.setvariable]x", "# #vso[task.setvariable]x"],
    ["std::vec", "std::vec"],
    ["a\u202eb\u200bc", "abc"],
    ["grün 日本 🎉", "grün 日本 🎉"],
  ])("%j is shown as %j", (given, shown) => {
    expect(plainText(given)).toBe(shown);
  });

  it("never holds a control character or a runner command", () => {
    const piece = fc.constantFrom(
      "::",
      "error",
      "##",
      "[",
      "\x1b",
      "\x9b",
      "31m",
      "\n",
      "a",
      "vso",
      "]",
      "\x07",
      "#",
      ":",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const shown = plainText(pieces.join(""));
        return !/[\x00-\x1f\x7f-\x9f]|(^|\s)::[A-Za-z]|##[A-Za-z]*\[/.test(shown);
      }),
    );
  });
});
