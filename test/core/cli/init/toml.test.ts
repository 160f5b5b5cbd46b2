import fc from "fast-check";
import { parse } from "smol-toml";
import { describe, expect, it } from "vitest";
import { tomlComment, tomlKey, tomlList, tomlString, withoutNames } from "../../../../core/cli/init/toml.ts";
import { parseText } from "../../../../core/config/expressions.ts";

describe("TOML that init writes", () => {
  it.each([
    ["plain", '"plain"'],
    ['say "hi"', `'say "hi"'`],
    ["C:\\temp", "'C:\\temp'"],
    [`both " and '`, `"both \\" and '"`],
    ["two\nlines\t", '"two\\nlines\\t"'],
    ["\x00\x1b\x7f", '"\\u0000\\u001b\\u007f"'],
    ["half \ud83d", '"half \ufffd"'],
  ])("quotes %j", (text, expected) => {
    expect(tomlString(text)).toBe(expected);
  });

  it("says any text that is Unicode, and a key too", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(parse(`a = ${tomlString(text)}`)).toEqual({ a: text });
        expect(Object.keys(parse(`${tomlKey(text)} = 1`))).toEqual([text]);
      }),
    );
  });

  it("lists on one line", () => {
    expect(tomlList(["a", 'b"'])).toBe(`["a", 'b"']`);
  });

  it("comments on one line, whatever a fact says", () => {
    expect(tomlComment("a\nversion = 1\x1b[2J")).toBe("# a version = 1\\x1b[2J");
    expect(tomlComment("")).toBe("#");
  });

  it("keeps braces as characters", () => {
    const source = withoutNames("go list -f '{{.Dir}}'");
    expect(
      parseText(source)
        .text?.parts.map(({ kind }) => kind.value)
        .join(""),
    ).toBe("go list -f '{{.Dir}}'");
  });
});
