import { expect, it } from "vitest";
import { fitsRange } from "../../../core/manifest/version-range.ts";

it.each<[string, string, boolean | undefined]>([
  ["1.3.0", "~1.2", true],
  ["1.1.9", "~1.2", false],
  ["2.0.0", "~1.2", false],
  ["2.0.0-rc.1", "~1.2", false],
  ["1.3.0", "~> 1.2", true],
  ["1.2.9", "~1.2.3", true],
  ["1.3.0", "~1.2.3", false],
  ["1.9.0", "~1", true],
  ["2.1.0", "^2.0", true],
  ["1.2.0", ">=1.1", true],
  ["1.2.0", ">=1.1 <1.2", false],
  ["3.1.0", "~1.2 || ~3.0", true],
  ["1.3.0", "1.3.0", true],
  ["1.3.0", "x.y", undefined],
])("%s %s: %s", async (version, range, expected) => {
  expect(await fitsRange(version, range)).toBe(expected);
});
