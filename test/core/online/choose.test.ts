import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseVersion, newestVersion } from "../../../core/online/choose.ts";
import { satisfiesVersion } from "../../../core/pins.ts";

const pins = (...versions: string[]) =>
  versions.map((version, index) => ({ version, digest: String(index).padStart(40, "0") }));
const known = pins("main", "v1.9.0", "v2", "v2.1.0", "v2.10.0", "v2.9.3", "v3.0.0-rc.1", "3.1", "v3.1.0");

describe("the version to fetch", () => {
  it.each([
    [["v2"], "v2.10.0"],
    [["v2.1"], "v2.1.0"],
    [["v2", "v2.9"], "v2.9.3"],
    [["2"], "v2.10.0"],
    [["v3"], "v3.1.0"],
    [["v3.0.0-rc.1"], "v3.0.0-rc.1"],
    [["main"], "main"],
    [["v2.1", "v2.9"], undefined],
    [["v4"], undefined],
    [["next"], undefined],
  ])("for %j is %s", (wanted, version) => {
    expect(chooseVersion(wanted, known)?.version).toBe(version);
  });

  it("is a moving tag only where there is no release", () => {
    expect(chooseVersion(["v2"], pins("v2", "v2.0.0"))?.version).toBe("v2.0.0");
    expect(chooseVersion(["v2"], pins("v2"))?.version).toBe("v2");
  });

  it("is one that was asked for, and does not hang on the order of what is known", () => {
    const number = fc.nat({ max: 12 });
    const version = fc
      .tuple(fc.constantFrom("", "v"), fc.array(number, { minLength: 1, maxLength: 3 }))
      .map(([v, parts]) => v + parts.join("."));
    fc.assert(
      fc.property(fc.uniqueArray(version, { minLength: 1 }), version, (versions, wanted) => {
        const forth = pins(...versions);
        const chosen = chooseVersion([wanted], forth);
        expect(chooseVersion([wanted], [...forth].reverse())?.version).toBe(chosen?.version);
        if (chosen) expect(satisfiesVersion(chosen.version, wanted)).toBe(true);
        else expect(versions.some((one) => satisfiesVersion(one, wanted))).toBe(false);
        expect(versions).toContain(newestVersion(forth)?.version);
      }),
    );
  });
});

it("the newest release is no branch and no candidate", () => {
  expect(newestVersion(known)?.version).toBe("v3.1.0");
  expect(newestVersion(pins("main", "v9.0.0-beta"))).toBeUndefined();
});
