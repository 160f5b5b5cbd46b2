import { describe, expect, it } from "vitest";
import { exactVersion, linesNamed, satisfies } from "../../../../plugins/lang/ruby/requirement.ts";
import { agree, minorOf, readRubyVersion, versionLine } from "../../../../plugins/lang/ruby/ruby-version.ts";

describe("readRubyVersion", () => {
  it.each([
    ["3.3.0", "3.3.0"],
    ["3.3", "3.3"],
    [" ruby-3.3.0 ", "3.3.0"],
    ["3.3.0p0", "3.3.0"],
    ["2.6.5-p114", "2.6.5"],
    ["1.9.3-p551", "1.9.3-p551"],
    ["ruby-3.3.0@shop", "3.3.0"],
    ["3.4.0-preview1", "3.4.0-preview1"],
    ["3.4.0.rc1", "3.4.0-rc1"],
    ["v3.3.0", "3.3.0"],
    ["head", "head"],
    ["ruby-head", "head"],
    ["jruby", "jruby"],
    ["jruby-9.4.5.0", "jruby-9.4.5.0"],
    ["jruby-head", "jruby-head"],
    ["truffleruby-24.1.1", "truffleruby-24.1.1"],
    ["truffleruby+graalvm-24.1.1", "truffleruby+graalvm-24.1.1"],
  ])("reads %j", (text, value) => {
    expect(readRubyVersion(text)).toEqual({ kind: "version", value });
  });

  it.each(["", "  ", "system"])("takes %j for no statement", (text) => {
    expect(readRubyVersion(text)).toEqual({ kind: "none" });
  });

  it.each(["latest", "three", "~> 3.2", "3.3.0; rm -rf /", "3.x", "{{ ruby }}"])(
    "takes %j for a mistake",
    (text) => {
      expect(readRubyVersion(text)).toEqual({ kind: "invalid" });
    },
  );
});

describe("versionLine", () => {
  it("passes over comments and empty lines", () => {
    expect(versionLine("# ours\n\n3.3.0 # exactly\n3.2.0\n")).toEqual({ text: "3.3.0", line: 3 });
    expect(versionLine("\n# 3.3.0\n")).toBeUndefined();
  });
});

describe("agree", () => {
  it("takes a shorter form for the same release, and only that", () => {
    expect(agree("3.3", "3.3.6")).toBe(true);
    expect(agree("jruby", "jruby-9.4.5.0")).toBe(true);
    expect(agree("3.3", "3.30.1")).toBe(false);
    expect(agree("3.3.0", "jruby-9.4.5.0")).toBe(false);
    expect([minorOf("3.3.6"), minorOf("jruby-9.4.5.0"), minorOf("head")]).toEqual([
      "3.3",
      "jruby-9.4",
      "head",
    ]);
  });
});

describe("satisfies", () => {
  it.each([
    ["3.3.0", "~> 3.2", true],
    ["4.0.0", "~> 3.2", false],
    ["3.2.9", "~> 3.2.1", true],
    ["3.3.0", "~> 3.2.1", false],
    ["3.3.0", ">= 3.1, < 3.5", true],
    ["3.5.0", ">= 3.1, < 3.5", false],
    ["3.3", "= 3.3.0", true],
    ["3.3", "~> 3.3.5", true],
    ["3.3.6", "3.3.0", false],
    ["3.3", "< 3.3.5", false],
    ["3.4.0-preview1", ">= 3.4", false],
    ["3.4.0-preview1", ">= 3.3", true],
    ["2.7.8", ">= 2.7.8", true],
    ["3.3.0", ">=3.3.0.rc1", true],
    ["3", "~> 3", true],
    ["4", "~> 3", false],
    ["jruby-9.4", ">= 3.1", undefined],
    ["head", ">= 3.1", undefined],
    ["3.3.0", "whatever", undefined],
  ])("says of %s and %j: %s", (version, requirement, answer) => {
    expect(satisfies(version, requirement)).toBe(answer);
  });

  it("names the lines of a range and tells one version from a range", () => {
    expect(linesNamed(">= 3.1.2, < 4")).toEqual(["3.1"]);
    expect(exactVersion(["3.3.0"])).toBe("3.3.0");
    expect(exactVersion(["= 3.3.0"])).toBe("3.3.0");
    expect(exactVersion(["~> 3.3.0"])).toBeUndefined();
    expect(exactVersion(["3.3.0", "3.4.0"])).toBeUndefined();
  });
});
