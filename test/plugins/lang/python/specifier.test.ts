import fc from "fast-check";
import semver from "semver";
import { describe, expect, it } from "vitest";
import { installerRange } from "../../../../plugins/lang/python/specifier.ts";

describe("installerRange", () => {
  it.each([
    [">=3.9", ">=3.9"],
    [">=3.9,<4", ">=3.9 <4"],
    [">= 3.9, < 4.0", ">=3.9 <4.0"],
    ["^3.11", ">=3.11 <4.0"],
    ["^3.11.2", ">=3.11.2 <4.0"],
    ["~3.11", ">=3.11 <3.12"],
    ["~3.11.2", ">=3.11.2 <3.12"],
    ["~3", ">=3 <4.0"],
    ["~=3.10", ">=3.10 <4.0"],
    ["~=3.10.2", ">=3.10.2 <3.11"],
    ["==3.11.*", "3.11"],
    ["3.11.*", "3.11"],
    ["==3.11", "3.11"],
    ["3.11", "3.11"],
    [">=3.8,!=3.9.1", ">=3.8"],
    [">=3.8,<3.14.0a0", ">=3.8 <3.14.0"],
    ["3.9 || ^3.11", "3.9 || >=3.11 <4.0"],
    [">=3.8 <4", ">=3.8 <4"],
  ])("turns %s into %s", (specifier, range) => {
    expect(installerRange(specifier)).toBe(range);
    expect(semver.validRange(range)).not.toBeNull();
  });

  it.each(["", "*", "please", "~=3", "!=3.9", ">=3.8 || ", "$(id)", ">=3.8; rm"])(
    "does not read %j",
    (specifier) => {
      expect(installerRange(specifier)).toBeUndefined();
    },
  );

  it("gives nothing that an installer would refuse", () => {
    const text = fc.string({ unit: fc.constantFrom(..."<>=!~^|*, .0123ab") });
    fc.assert(
      fc.property(text, (specifier) => {
        const range = installerRange(specifier);
        if (range !== undefined) expect(semver.validRange(range)).not.toBeNull();
      }),
    );
  });
});
