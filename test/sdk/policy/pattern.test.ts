import { fits } from "cig/sdk";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const cases: [patterns: string[], text: string, isFit: boolean][] = [
  [["test"], "test", true],
  [["test"], "tests", false],
  [["te?t"], "text", true],
  [["*"], "", true],
  [["a*"], "a", true],
  [["*b"], "ab", true],
  [["a*b*c"], "aXbYbZc", true],
  [["a*b*c"], "aXbYbZ", false],
  [["a", "b"], "b", true],
  [["a*", "!ab*"], "abc", false],
  [["!ab*"], "xyz", true],
  [["."], "a", false],
  [["(a+)+"], "aaaa", false],
  [["kebab-case"], "unit-tests-2", true],
  [["kebab-case"], "unit_tests", false],
  [["kebab-case"], "-a", false],
  [["snake_case"], "unit_tests", true],
  [["UPPER_CASE"], "API_TOKEN", true],
  [["UPPER_CASE"], "Api", false],
  [["constructor"], "constructor", true],
];

describe("fits", () => {
  for (const [patterns, text, isFit] of cases)
    it(`${JSON.stringify(patterns)} ${isFit ? "fits" : "does not fit"} "${text}"`, () => {
      expect(fits(patterns, text)).toBe(isFit);
    });

  it("is what a regular expression says", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 8 });
    fc.assert(
      fc.property(letters, fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 8 }), (pattern, text) => {
        const source = pattern.replace(/\*+/g, "*").replaceAll("*", ".*").replaceAll("?", ".");
        return fits([pattern], text) === new RegExp(`^(?:${source})$`).test(text);
      }),
    );
  });
});
