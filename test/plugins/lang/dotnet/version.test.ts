import fc from "fast-check";
import semver from "semver";
import { describe, expect, it } from "vitest";
import plugin from "../../../../plugins/lang/dotnet/plugin.ts";
import {
  agree,
  firstLine,
  readVersion,
  rollForward,
  satisfies,
} from "../../../../plugins/lang/dotnet/version.ts";
import { see } from "../../repository.ts";
import { library, project, property, solution } from "./projects.ts";

type Contents = Parameters<typeof see>[1];
const detect = (files: Contents) => see(plugin, files);
const globalJson = (sdk: object) => JSON.stringify({ sdk }, null, 2);
const shop = (frameworks: string) => ({ "Shop.csproj": library(frameworks) });

describe("the version of the .NET SDK", () => {
  it("is that of global.json, with what projects are compiled for as the range", async () => {
    const { facts, evidence, remarks } = await detect({
      "global.json": globalJson({ version: "10.0.100" }),
      ".tool-versions": "dotnet 10.0.100 # the same\n",
      ...shop("net8.0;net9.0;netstandard2.0"),
    });
    expect(facts).toMatchObject({
      "dotnet.version": "10.0.100",
      "dotnet.version.constraint": ">=9.0",
      "dotnet.source": "global.json",
    });
    expect(evidence["dotnet.version"]).toEqual(["global.json:3", ".tool-versions:1"]);
    expect(evidence["dotnet.version.constraint"]).toEqual(["Shop.csproj:2"]);
    expect(remarks).toEqual([]);
  });

  it.each([
    [undefined, "8.0.404", undefined],
    ["disable", "8.0.404", undefined],
    ["patch", "8.0.404", undefined],
    ["latestPatch", "8.0.404", undefined],
    ["feature", "8.0.404", ">=8.0.404 <8.1.0"],
    ["minor", "8.0.404", ">=8.0.404 <9.0.0"],
    ["major", "8.0.404", ">=8.0.404"],
    ["latestFeature", undefined, ">=8.0.404 <8.1.0"],
    ["latestMinor", undefined, ">=8.0.404 <9.0.0"],
    ["latestMajor", undefined, ">=8.0.404"],
  ])("with rollForward %s is %s, and its range %s", async (policy, version, range) => {
    const { facts } = await detect({
      "global.json": globalJson({ version: "8.0.404", ...(policy !== undefined && { rollForward: policy }) }),
    });
    expect(facts["dotnet.version"]).toBe(version);
    expect(facts["dotnet.version.constraint"]).toBe(range);
  });

  it.each([
    [".tool-versions", "dotnet 8.0.404\n", "8.0.404"],
    [".tool-versions", "dotnet-core 8.0.404\n", "8.0.404"],
    ["mise.toml", '[tools]\ndotnet = "9"\n', "9.0"],
    [".mise.toml", '[tools]\n"core:dotnet" = "8.0.1xx"\n', "8.0.1xx"],
  ])("may stand in %s as %j", async (file, text, version) => {
    expect((await detect({ [file]: text })).facts["dotnet.version"]).toBe(version);
  });

  it("may come from Dockerfiles, weakly, where they agree and fit", async () => {
    const from = (tag: string) =>
      `FROM mcr.microsoft.com/dotnet/sdk:${tag} AS build\nFROM mcr.microsoft.com/dotnet/aspnet:7.0\n`;
    const { facts, confidence } = await detect({ Dockerfile: from("8.0-alpine"), ...shop("net8.0") });
    expect(facts["dotnet.version"]).toBe("8.0");
    expect(confidence["dotnet.version"]).toBe(0.6);
    expect(
      (await detect({ Dockerfile: from("6.0"), ...shop("net8.0") })).facts["dotnet.version"],
    ).toBeUndefined();
    expect((await detect({ Dockerfile: `# ${from("8.0")}` })).facts).toEqual({});
  });

  it("is told of where files contradict each other", async () => {
    const { facts, messages, remarks } = await detect({
      "global.json": globalJson({ version: "8.0.404" }),
      "mise.toml": '[tools]\ndotnet = "9.0"\n',
      ...shop("net10.0"),
    });
    expect(facts["dotnet.version"]).toBe("8.0.404");
    expect(remarks).toEqual(["WARNING DN102 mise.toml:2", "WARNING DN102 Shop.csproj:2"]);
    expect(messages[1]).toBe(
      '"Shop.csproj" allows only .NET >=10.0, but "global.json:3" says 8.0.404, which wins. Let both say the same, or remove one of them.',
    );
  });

  it("is told of where a range of global.json shuts out what projects need", async () => {
    const { remarks } = await detect({
      "global.json": globalJson({ version: "8.0.100", rollForward: "latestFeature" }),
      ...shop("net9.0"),
    });
    expect(remarks).toEqual(["WARNING DN102 Shop.csproj:2"]);
  });

  it("is none where global.json names a runtime, a pattern, or cannot be read", async () => {
    expect((await detect({ "global.json": globalJson({ version: "8.0.4" }) })).remarks).toEqual([
      "WARNING DN104 global.json:3",
    ]);
    const pattern = await detect({
      "global.json": globalJson({ version: "8.0.x", rollForward: "latestFeature" }),
    });
    expect(pattern).toMatchObject({ facts: {}, remarks: ["WARNING DN104 global.json:3"] });
    expect((await detect({ "global.json": '{ "sdk": \n' })).remarks).toEqual(["WARNING DN101 global.json:2"]);
    expect((await detect({ "mise.toml": "[tools\n" })).remarks).toEqual(["WARNING DN101 mise.toml:1"]);
  });

  it("may stand between comments in global.json, and is none in them", async () => {
    const text =
      '{\n  // "sdk": { "version": "6.0.100" },\n  /* no */ "sdk": {\n    "version": "10.0.100" // now\n  }\n}\n';
    const { facts, evidence } = await detect({ "global.json": text });
    expect(facts["dotnet.version"]).toBe("10.0.100");
    expect(evidence["dotnet.version"]).toEqual(["global.json:4"]);
  });

  it("comes from the properties that a project takes from the folders above", async () => {
    const { facts, evidence } = await detect({
      "Shop.slnx": solution("src/Shop/Shop.csproj", "src/Old/Old.csproj"),
      "Directory.Build.props": `<Project>\n<!-- ${property("DefaultFramework", "net11.0")} -->\n${property("DefaultFramework", "net9.0")}\n</Project>\n`,
      "src/Shop/Shop.csproj": project([
        property("TargetFrameworks", "netstandard2.0;$(DefaultFramework);$(Unknown)"),
      ]),
      "src/Old/Old.csproj": project([property("TargetFramework", "netcoreapp3.1")]),
    });
    expect(facts["dotnet.version.constraint"]).toBe(">=9.0");
    expect(evidence["dotnet.version.constraint"]).toEqual(["src/Shop/Shop.csproj:2"]);
  });
});

describe("properties in what a project is compiled for", () => {
  it("may name each other without end", async () => {
    const many = (name: string) => `$(${name});`.repeat(60);
    const { facts } = await detect({
      "Shop.csproj": project([
        property("A", `${many("B")}net8.0`),
        property("B", `${many("C")}net9.0`),
        property("C", many("A")),
        property("TargetFrameworks", many("A")),
      ]),
    });
    expect(facts["dotnet.version.constraint"]).toBe(">=9.0");
  });
});

describe("a version of .NET", () => {
  it.each([
    ["8.0.404", { kind: "version", value: "8.0.404" }],
    ["10.0.100-rc.2.25502.107", { kind: "version", value: "10.0.100-rc.2.25502.107" }],
    ["8.0.4xx", { kind: "version", value: "8.0.4xx" }],
    ["8", { kind: "version", value: "8.0" }],
    ["8.0.x", { kind: "version", value: "8.0" }],
    ["3", { kind: "version", value: "3.1" }],
    [">=8.0 <10", { kind: "constraint", value: ">=8.0 <10" }],
    ["latest", { kind: "none" }],
    ["8.0.4", { kind: "invalid" }],
    ["8.0; rm", { kind: "invalid" }],
  ])("is read: %s", (text, meaning) => {
    expect(readVersion(text)).toEqual(meaning);
  });

  it.each([
    ["8.0", "8.0.404", true],
    ["8.0.4xx", "8.0.404", true],
    ["8.0.1xx", "8.0.404", false],
    ["8.0", "9.0", false],
    ["10.0.100", "10.0.101", false],
  ])("%s and %s can mean one SDK: %s", (a, b, isSame) => {
    expect(agree(a, b)).toBe(isSame);
    expect(agree(b, a)).toBe(isSame);
  });

  it("lies in the range that its policy makes of it, which begins with its line", () => {
    const policies = ["feature", "minor", "major", "latestfeature", "latestminor", "latestmajor"];
    fc.assert(
      fc.property(
        fc.integer({ min: 5, max: 30 }),
        fc.integer({ min: 100, max: 999 }),
        fc.constantFrom(...policies),
        (major, patch, policy) => {
          const version = `${major}.0.${patch}`;
          const range = rollForward(version, policy)!.range!;
          expect(semver.satisfies(version, range)).toBe(true);
          expect(semver.satisfies(`${major}.0.${patch - 1}`, range)).toBe(false);
          expect(semver.satisfies(`${major + 1}.0.100`, range)).toBe(policy.endsWith("major"));
          expect(firstLine(range)).toBe(`${major}.0`);
          expect(satisfies(`${major}.0`, range)).toBe(true);
          expect(readVersion(version)).toEqual({ kind: "version", value: version });
        },
      ),
    );
  });
});
