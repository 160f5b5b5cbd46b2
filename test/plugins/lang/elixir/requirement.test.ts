import fc from "fast-check";
import semver from "semver";
import { describe, expect, it } from "vitest";
import { newestOtp, newestWithin } from "../../../../plugins/lang/elixir/releases.ts";
import { comparableRange } from "../../../../plugins/lang/elixir/requirement.ts";
import { readOtp, readVersion, satisfies } from "../../../../plugins/lang/elixir/version.ts";

describe("a requirement of Elixir", () => {
  it.each([
    ["~> 1.15", "1.20"],
    ["~> 1.15.4", "1.15"],
    [">= 1.13.0 and < 1.17.0", "1.16"],
    ["~> 1.13.0 or ~> 1.14.0", "1.14"],
    ["~> 1.18-dev", "1.20"],
    ["1.12.3", "1.12"],
  ])("%s is met by %s at the newest", (requirement, minor) => {
    expect(newestWithin(requirement)).toBe(minor);
  });

  it("is met by the newest that runs on a stated Erlang/OTP", () => {
    expect(newestWithin("~> 1.14", "26.2.5")).toBe("1.19");
    expect(newestWithin("~> 1.14", "22")).toBeUndefined();
    expect(newestOtp("1.17.2")).toBe("27");
    expect(newestOtp("9.9")).toBeUndefined();
  });

  it.each(["", "1", "~> one", "~> 1.15; rm", "latest"])("cannot be read: %j", (text) => {
    expect(comparableRange(text)).toBeUndefined();
  });

  it("with ~> allows what it names and stops before the next", () => {
    const digit = fc.nat(40);
    fc.assert(
      fc.property(digit, digit, digit, (major, minor, patch) => {
        const range = comparableRange(`~> ${major}.${minor}.${patch}`)!;
        expect(semver.satisfies(`${major}.${minor}.${patch}`, range)).toBe(true);
        expect(semver.satisfies(`${major}.${minor + 1}.0`, range)).toBe(false);
      }),
    );
  });
});

describe("a version", () => {
  it.each([
    ["1.17.2-otp-27", { kind: "version", value: "1.17.2" }],
    ["v1.18.0-rc.0", { kind: "version", value: "1.18.0-rc.0" }],
    ["1.17.x", { kind: "version", value: "1.17" }],
    ["~> 1.15", { kind: "constraint", value: "~> 1.15" }],
    ["ref:main", { kind: "none" }],
    ["newest", { kind: "invalid" }],
  ])("of Elixir is read from %j", (text, meaning) => {
    expect(readVersion(text)).toEqual(meaning);
  });

  it("of Erlang has one to five digits", () => {
    expect(readOtp("OTP-27.0.1")).toEqual({ kind: "version", value: "27.0.1" });
    expect(readOtp("27.x")).toEqual({ kind: "version", value: "27" });
    expect(readOtp("~> 27")).toEqual({ kind: "invalid" });
  });

  it("breaks a requirement only for sure", () => {
    expect(satisfies("1.14.5", "~> 1.15")).toBe(false);
    expect(satisfies("1.18.0-rc.0", "~> 1.99")).toBe(true);
  });
});
