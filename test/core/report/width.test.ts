import { describe, expect, it } from "vitest";
import { clip, displayWidth, expandTabs } from "../../../core/report/width.ts";

describe("the width of text", () => {
  it.each([
    ["", 0],
    ["plain", 5],
    ["naïve", 5],
    ["nai\u0308ve", 5],
    ["東京", 4],
    ["ｆｕｌｌ", 8],
    ["한국어", 6],
    ["👍", 2],
    ["👩‍👩‍👧", 2],
    ["✓ ok", 4],
    ["a\x1bb", 2],
  ])("of %j is %i cells", (text, cells) => {
    expect(displayWidth(text)).toBe(cells);
  });

  it("is never cut through a character", () => {
    expect(clip("a東京b", 2)).toBe("a");
    expect(clip("a東京b", 3)).toBe("a東");
    expect(clip("abc", 10)).toBe("abc");
  });
});

describe("tabs", () => {
  it("reach to the next multiple of four cells", () => {
    expect(expandTabs("\ta\tbc\tdefg\te")).toBe("    a   bc  defg    e");
    expect(expandTabs("東\tx")).toBe("東  x");
  });
});
