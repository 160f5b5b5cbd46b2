import { extendedPattern } from "cig/sdk";
import { expect, test } from "vitest";

test.each([
  ["^v\\d+\\.\\d+$", "^v[0-9]+\\.[0-9]+$"],
  ["^(?:a|b)c{2,3}", "^(a|b)c{2,3}"],
  ["[\\w.-]+", "[A-Za-z0-9_.-]+"],
  ["[\\]a\\-]", "[]a-]"],
  ["a\\/b", "a/b"],
])("%s is %s to grep -E", (pattern, extended) => {
  expect(extendedPattern(pattern)).toBe(extended);
});

test.each(["a+?", "(?i)a", "\\bx", "\\pL", "(?P<n>x)", "[a", "a\\"])(
  "%s is nothing to grep -E",
  (pattern) => {
    expect(extendedPattern(pattern)).toBeUndefined();
  },
);
