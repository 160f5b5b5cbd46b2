import fc from "fast-check";
import semver from "semver";
import { describe, expect, it } from "vitest";
import { comparableRange } from "../../../../plugins/lang/php/constraint.ts";
import { knownLines, linesWithin } from "../../../../plugins/lang/php/releases.ts";
import { agree, readConstraint, readVersion, satisfies } from "../../../../plugins/lang/php/version.ts";

describe("a constraint of Composer", () => {
  it.each([
    ["^8.1", "8.5, 8.4, 8.3, 8.2, 8.1"],
    ["~8.2.0 || ~8.3.0", "8.3, 8.2"],
    ["~8.2.0|~8.3.0", "8.3, 8.2"],
    ["~8.2", "8.5, 8.4, 8.3, 8.2"],
    [">=7.4 <8.2", "8.1, 8.0, 7.4"],
    [">= 7.4, < 8.1", "8.0, 7.4"],
    ["8.2.*", "8.2"],
    ["7.4 - 8.0", "8.0, 7.4"],
    ["^7.2.5 || ^8.0", "8.5, 8.4, 8.3, 8.2, 8.1, 8.0, 7.4, 7.3, 7.2"],
    ["8.3", "8.3"],
    ["^8.1, !=8.1.3", "8.5, 8.4, 8.3, 8.2, 8.1"],
    [">=8.4@dev", "8.5, 8.4"],
    ["^9.0", ""],
  ])("%s allows the release lines %s", (constraint, lines) => {
    expect(linesWithin(constraint)?.join(", ")).toBe(lines);
  });

  it.each(["", "eight", "^8; rm -rf /", "8.1 || latest", "$PHP"])("cannot be read: %j", (text) => {
    expect(comparableRange(text)).toBeUndefined();
  });

  it("with a caret allows what it names and nothing of the next major version", () => {
    const version = fc.tuple(fc.integer({ min: 1, max: 20 }), fc.nat(20), fc.nat(40));
    fc.assert(
      fc.property(version, ([major, minor, patch]) => {
        const range = comparableRange(`^${major}.${minor}.${patch}`)!;
        expect(semver.satisfies(`${major}.${minor}.${patch}`, range)).toBe(true);
        expect(semver.satisfies(`${major + 1}.0.0`, range)).toBe(false);
      }),
    );
  });

  it("is read or refused, whatever the text", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const lines = linesWithin(text) ?? [];
        expect(lines.every((line) => knownLines.includes(line))).toBe(true);
      }),
    );
  });
});

describe("a version of PHP", () => {
  it.each([
    ["8.3", { kind: "version", value: "8.3" }],
    ["php-8.3.10", { kind: "version", value: "8.3.10" }],
    ["8.3.x", { kind: "version", value: "8.3" }],
    ["8", { kind: "constraint", value: "8.*" }],
    ["^8.2", { kind: "constraint", value: "^8.2" }],
    ["latest", { kind: "none" }],
    ["ref:master", { kind: "none" }],
    ["newest", { kind: "invalid" }],
  ])("is read from %j", (text, meaning) => {
    expect(readVersion(text)).toEqual(meaning);
  });

  it("of composer.json is a range even where it names a release", () => {
    expect(readConstraint("8.1.2")).toEqual({ kind: "constraint", value: "8.1.2" });
    expect(readConstraint("*")).toEqual({ kind: "none" });
  });

  it("agrees with others of its release line, and breaks a range only for sure", () => {
    expect(agree("8.3.0", "8.3.10")).toBe(true);
    expect(agree("8.3", "8.30")).toBe(false);
    expect(satisfies("8.1.0", "^8.1.5")).toBe(true);
    expect(satisfies("8.0", "^8.1")).toBe(false);
    expect(satisfies("8.3.0RC1", "^8.4")).toBe(true);
  });
});
