import fc from "fast-check";
import { parse } from "smol-toml";
import { describe, expect, it } from "vitest";
import { offsetInString } from "../../../../core/config/positions/string.ts";

/** What stands in the source where the marked character of the text is. */
function sourceOf(raw: string, mark: string): string {
  const text = parse(`a = ${raw}`).a as string;
  return raw.slice(offsetInString(raw, 0, raw.length, text.indexOf(mark)));
}

describe("offsetInString", () => {
  it("steps over escapes", () => {
    expect(sourceOf('"\\u00e4\\t\\\\X"', "X")).toBe('X"');
    expect(sourceOf('"\\U0001F600\\x41X"', "X")).toBe('X"');
  });

  it("points at the escape that makes the character", () => {
    expect(sourceOf('"ab\\tc"', "\t")).toBe('\\tc"');
  });

  it("skips the line break that opens a long text", () => {
    expect(sourceOf('"""\nX"""', "X")).toBe('X"""');
    expect(sourceOf("'''\r\nX'''", "X")).toBe("X'''");
  });

  it("skips what a backslash at a line's end swallows", () => {
    expect(sourceOf('"""a \\\n\n   X"""', "X")).toBe('X"""');
  });

  it("takes literal text as it is", () => {
    expect(sourceOf("'a\\tX'", "X")).toBe("X'");
  });

  it("finds every character of every text that JSON can quote", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 20 }), (text) => {
        const raw = JSON.stringify(text).replaceAll("\x7f", "\\u007f");
        let read = 0;
        for (let index = 0; index < text.length; index++) {
          const at = offsetInString(raw, 0, raw.length, index);
          expect(at).toBeGreaterThanOrEqual(read);
          if (/[a-z0-9]/i.test(text[index]!)) expect(raw[at]).toBe(text[index]);
          read = at;
        }
      }),
    );
  });
});
