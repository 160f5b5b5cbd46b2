import { isScope, latestName, markerName, segmentOf } from "cig/sdk";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const signature = "0".repeat(64);

describe("the name of a marker", () => {
  it.each([
    ["trusted", "test-ruby3.2", `trusted/test-ruby3.2/${signature}.json`],
    ["pr/12", "build", `pr/12/build/${signature}.json`],
    ["branch/main", "build", `branch/main/build/${signature}.json`],
    ["branch/Feature/Über", "lint all", `branch/!46eature!2f!c3!9cber/lint!20all/${signature}.json`],
    ["branch/..", ".", `branch/!2e!2e/!2e/${signature}.json`],
    ["branch/a!2fb", "nul", `branch/a!212fb/!6eul/${signature}.json`],
  ])("of scope %s and job %s is %s", (scope, job, name) => {
    expect(markerName(scope, job, signature)).toBe(name);
    expect(latestName(scope, job)).toBe(name.replace(signature, "latest"));
  });

  it.each([
    ["trusted/", "a", signature],
    ["Trusted", "a", signature],
    ["pr/0", "a", signature],
    ["pr/1/../../trusted", "a", signature],
    ["branch/", "a", signature],
    ["branch/a\nb", "a", signature],
    ["", "a", signature],
    ["trusted", "", signature],
    ["trusted", "a", signature.slice(1)],
    ["trusted", "a", signature.replace(/0/g, "A")],
    ["trusted", "a", "latest"],
  ])("does not exist for %j, %j, %j", (scope, job, given) => {
    expect(markerName(scope, job, given)).toBeUndefined();
  });

  it("has segments of few characters, never . or .., never too long", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1, maxLength: 200 }), (text) => {
        const segment = segmentOf(text);
        expect(segment).toMatch(/^[a-z0-9_!-](?:[a-z0-9_!.-]{0,118}[a-z0-9_!-])?$/);
        expect(segment).not.toMatch(/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/);
      }),
      { numRuns: 1000 },
    );
  });

  it("is another one for every other text, even where case does not count", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary", minLength: 1, maxLength: 6 }),
      fc.string({
        unit: fc.constantFrom("a", "A", ".", "!", "2", "e", "/", "%", "\u0301"),
        minLength: 1,
        maxLength: 5,
      }),
      fc.string({ unit: fc.constantFrom("x", "y"), minLength: 115, maxLength: 130 }),
    );
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(segmentOf(a).toLowerCase() === segmentOf(b).toLowerCase()).toBe(a === b);
      }),
      { numRuns: 2000 },
    );
  });

  it("knows scopes", () => {
    expect(["trusted", "pr/7", "branch/release/1.x", "branch/é"].filter((scope) => !isScope(scope))).toEqual(
      [],
    );
  });
});
