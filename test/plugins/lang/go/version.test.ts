import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { resolveRange } from "../../../../plugins/lang/go/releases.ts";
import { compareVersions, meets, readVersion } from "../../../../plugins/lang/go/version.ts";
import { detect } from "./repository.ts";

const module = (...lines: string[]) => `module acme.dev/ledger\n\n${lines.join("\n")}\n`;

describe("the version of Go", () => {
  it.each([
    [".go-version", "1.26.3\n", "1.26.3", 1],
    [".go-version", "# ours\ngo1.27 # newest\n", "1.27", 2],
    [".go-version", "1.28rc1\n", "1.28rc1", 1],
    [".tool-versions", "nodejs 22\ngolang 1.26.3\n", "1.26.3", 2],
    ["mise.toml", '[tools]\ngo = "1.27"\n', "1.27", 2],
    ["mise.toml", '[tools]\ngo = "prefix:1.26"\n', "1.26", 2],
    ["go.mod", module("go 1.25.0", "toolchain go1.26.3"), "1.26.3", 4],
    ["go.work", "go 1.25.0\n\ntoolchain go1.26.3\n", "1.26.3", 3],
  ])("stands in %s with %j", async (file, text, value, line) => {
    const { facts, evidence, remarks } = await detect({ [file]: text });
    expect(facts["go.version"]).toBe(value);
    expect(facts["go.source"]).toBe(file);
    expect(evidence["go.version"]).toEqual([`${file}:${line}`]);
    expect(remarks).toEqual([]);
  });

  it.each(["system\n", "latest\n", "# 1.26\n", ""])("is absent where .go-version says %j", async (text) => {
    expect(await detect({ ".go-version": text })).toMatchObject({ facts: {}, remarks: [], signals: [] });
  });

  it("is not the go line, which says what the module needs at least", async () => {
    const { facts, evidence } = await detect({
      "go.mod": "// go 1.9\nmodule acme.dev/ledger // go 1.8\n\ngo 1.25.0 // since generics of aliases\n",
    });
    expect(facts).toMatchObject({ "go.version.constraint": ">=1.25.0", "go.source": "go.mod" });
    expect(facts["go.version"]).toBeUndefined();
    expect(evidence["go.version.constraint"]).toEqual(["go.mod:4"]);
  });

  it("comes from the first file of the documented order, and those who agree are its witnesses", async () => {
    const { facts, evidence, remarks } = await detect({
      ".go-version": "1.27",
      ".tool-versions": "golang 1.27.4\n",
      "go.mod": module("go 1.25.0", "toolchain go1.26.3"),
    });
    expect(facts).toMatchObject({ "go.version": "1.27", "go.source": ".go-version" });
    expect(evidence["go.version"]).toEqual([".go-version:1", ".tool-versions:1"]);
    expect(remarks).toEqual([]);
  });

  it("comes with a warning about each file that says something else", async () => {
    const { remarks } = await detect({
      ".go-version": "1.24.1",
      "mise.toml": '[tools]\ngo = "1.26"\n',
      "go.mod": module("go 1.25.0", "toolchain go1.26.3"),
    });
    expect(remarks).toEqual([
      'GO102 mise.toml:2 "mise.toml" asks for Go 1.26, but ".go-version" line 1 says 1.24.1, which wins.',
      'GO102 go.mod:4 "go.mod" asks for Go 1.26.3 at least, but ".go-version" line 1 says 1.24.1, which wins.',
      'GO102 go.mod:3 "go.mod" allows only Go >=1.25.0, but ".go-version" line 1 says 1.24.1, which wins.',
    ]);
  });

  it("is told where a file names none", async () => {
    expect((await detect({ ".go-version": "newest" })).remarks).toEqual([
      'GO104 .go-version:1 ".go-version" says "newest" where a Go version stands, and that is none, so it does not count.',
    ]);
  });

  it("is a guess where only a Dockerfile names it, and none without a module", async () => {
    const dockerfile = "# FROM golang:1.9\nFROM --platform=linux/amd64 golang:1.26-alpine AS build\n";
    const { facts, confidence } = await detect({ Dockerfile: dockerfile, "go.mod": module("go 1.25.0") });
    expect(facts["go.version"]).toBe("1.26");
    expect(confidence["go.version"]).toBe(0.5);
    expect((await detect({ Dockerfile: dockerfile })).facts).toEqual({});
    const older = { Dockerfile: "FROM golang:1.20\n", "go.mod": module("go 1.25.0") };
    expect((await detect(older)).facts["go.version"]).toBeUndefined();
  });

  it("is not read from a mise.toml that cannot be read, and that is said", async () => {
    expect((await detect({ "mise.toml": "[tools\ngo = 1" })).remarks[0]).toContain("GO101 mise.toml:1");
  });
});

describe("a range", () => {
  it.each([
    [">=1.15", "1.27"],
    [">=1.25.0", "1.27"],
    [">=1.27.2", "1.27"],
    [">=1.28", "1.28"],
    [">=1.26 <1.27", "1.26"],
    ["~1.26.1", "1.26"],
    ["<1.20", undefined],
  ])("%s is met by the release line %s", (range, line) => {
    expect(resolveRange(range)).toBe(line);
  });

  it("that a version is read from is met by that version, and by no older one", () => {
    const number = fc.integer({ min: 0, max: 40 });
    fc.assert(
      fc.property(number, number, number, (minor, patch, older) => {
        const least = `1.${minor}.${patch}`;
        expect(readVersion(`>=${least}`)).toEqual({ kind: "constraint", value: `>=${least}` });
        expect(meets(least, `>=${least}`)).toBe(true);
        const other = `1.${older}.0`;
        expect(meets(other, `>=${least}`)).toBe(compareVersions(other, least) >= 0);
      }),
    );
  });
});
