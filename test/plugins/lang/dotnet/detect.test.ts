import { describe, expect, it } from "vitest";
import plugin from "../../../../plugins/lang/dotnet/plugin.ts";
import { see } from "../../repository.ts";
import { library, project, property, reference, solution, tests } from "./projects.ts";

type Contents = Parameters<typeof see>[1];
const detect = (files: Contents) => see(plugin, files);
const scriptsOf = ({ facts }: { facts: Readonly<Record<string, string>> }) =>
  Object.fromEntries(Object.entries(facts).filter(([key]) => key.includes("script.")));

const legacySolution = `\ufeff
Microsoft Visual Studio Solution File, Format Version 12.00
# Project("{0}") = "Gone", "src\\Gone\\Gone.csproj", "{0}"
Project("{2150E333-8FDC-42A3-9474-1A3956D46DE8}") = "src", "src", "{1}"
EndProject
Project("{9A19103F-16F7-4668-BE54-9A1E7A4F7556}") = "Shop", "src\\Shop\\Shop.csproj", "{2}"
EndProject
Project("{9A19103F-16F7-4668-BE54-9A1E7A4F7556}") = "Tests", "src\\..\\test\\Shop.Tests\\Shop.Tests.fsproj", "{3}"
EndProject
`;

describe("a solution", () => {
  it("has its projects, its packages, its tools and its tasks", async () => {
    const { facts, evidence, signals } = await detect({
      "Shop.sln": legacySolution,
      "Directory.Packages.props": "<Project />",
      "NuGet.Config": null,
      ".config/dotnet-tools.json": '{ "version": 1, "tools": { "dotnet-ef": { "version": "9.0.0" } } }',
      "src/Shop/Shop.csproj": project([property("TargetFramework", "net8.0")], "Microsoft.NET.Sdk.Web"),
      "src/Shop/packages.lock.json": null,
      "test/Shop.Tests/Shop.Tests.fsproj": tests("net8.0"),
      "test/Shop.Tests/packages.lock.json": null,
    });
    expect(facts).toEqual({
      "dotnet.lockfile": "**/packages.lock.json",
      "dotnet.nuget_config": "NuGet.Config",
      "dotnet.package_manager": "nuget",
      "dotnet.package_versions": "Directory.Packages.props",
      "dotnet.root": ".",
      "dotnet.solution": "Shop.sln",
      "dotnet.source": "src/Shop/Shop.csproj",
      "dotnet.test_runtimes": "8.0",
      "dotnet.tools": ".config/dotnet-tools.json",
      "dotnet.version.constraint": ">=8.0",
      "framework.aspnetcore.version": "8.0",
      "script.build": "dotnet build --configuration Release",
      "script.prepare": "dotnet tool restore",
      "script.test": "dotnet test",
      "workspace.members": "src/Shop, test/Shop.Tests",
    });
    expect(evidence["workspace.members"]).toEqual(["Shop.sln:6", "Shop.sln:8"]);
    expect(evidence["script.test"]).toEqual(["test/Shop.Tests/Shop.Tests.fsproj:3"]);
    expect(signals).toEqual(["dotnet_detected"]);
  });

  it("has ASP.NET Core where the product itself is built on it", async () => {
    const web = (framework: string) =>
      project([property("TargetFramework", framework)], "Microsoft.NET.Sdk.Web");
    const of = async (files: Readonly<Record<string, string>>) =>
      (await detect({ "Shop.slnx": solution(...Object.keys(files)), ...files })).facts[
        "framework.aspnetcore.version"
      ];
    expect(await of({ "src/A/A.csproj": web("net8.0"), "src/B/B.csproj": web("net9.0") })).toBe("9.0");
    for (const file of ["toys/B/B.csproj", "test/sites/B/B.csproj"])
      expect(await of({ "src/A/A.csproj": library("net8.0"), [file]: web("net9.0") })).toBeUndefined();
  });

  it("has no lock file where one of its projects has none", async () => {
    const { facts } = await detect({
      "Shop.slnx": solution("a/a.csproj", "b/b.csproj"),
      "a/a.csproj": library("net8.0"),
      "a/packages.lock.json": null,
      "b/b.csproj": library("net8.0"),
    });
    expect(facts["dotnet.lockfile"]).toBeUndefined();
  });

  it("is named in commands where something else stands beside it", async () => {
    const files = { "Shop.slnx": solution("t/t.csproj"), "t/t.csproj": tests("net8.0") };
    expect(scriptsOf(await detect({ ...files, "Build.csproj": project([]) }))).toEqual({
      "script.build": "dotnet build Shop.slnx --configuration Release",
      "script.test": "dotnet test Shop.slnx",
    });
    const platform = '{ "test": { "runner": "Microsoft.Testing.Platform" } }';
    const named = await detect({ ...files, "My.sln": "", "global.json": platform });
    expect(named.facts["script.test"]).toBe("dotnet test --solution Shop.slnx");
  });

  it("is that with most tests and none that only Visual Studio builds", async () => {
    const { facts } = await detect({
      "All.slnx": solution("t/t.csproj", "native/n.vcxproj"),
      "Core.slnx": solution("t/t.csproj", "a/a.csproj"),
      "Small.slnx": solution("a/a.csproj"),
      "a/a.csproj": library("net8.0"),
      "t/t.csproj": tests("net8.0"),
    });
    expect(facts["dotnet.solution"]).toBe("Core.slnx");
  });

  it("may hold a database that brings its SDK along", async () => {
    const files = { "Shop.slnx": solution("a/a.csproj", "db/db.sqlproj"), "a/a.csproj": library("net8.0") };
    const sure = async (source: string) =>
      (await detect({ ...files, "db/db.sqlproj": source })).confidence["script.build"];
    expect(await sure('<Project><Sdk Name="Microsoft.Build.Sql" Version="2.0.0" /></Project>')).toBe(0.9);
    expect(await sure('<Project ToolsVersion="4.0" />')).toBe(0.6);
  });

  it("gives way to a filter where an SDK alone does not build all of it", async () => {
    const filter = JSON.stringify({
      solution: { path: "Shop.slnx", projects: ["web\\web.csproj", "t\\t.csproj"] },
    });
    const files = {
      "Shop.Web.slnf": filter,
      "t/t.csproj": tests("net10.0"),
      "web/web.csproj": library("net10.0"),
      "app/app.csproj": library("net10.0-android;net10.0-ios"),
    };
    const apart = await detect({
      ...files,
      "Shop.slnx": solution("t/t.csproj", "web/web.csproj", "app/app.csproj"),
    });
    expect(apart.facts["dotnet.solution"]).toBe("Shop.Web.slnf");
    expect(apart.facts["script.test"]).toBe("dotnet test Shop.Web.slnf");
    expect(apart.facts["workspace.members"]).toBe("t, web");
    const whole = await detect({ ...files, "Shop.slnx": solution("t/t.csproj", "web/web.csproj") });
    expect(whole.facts).toMatchObject({ "dotnet.solution": "Shop.slnx", "script.test": "dotnet test" });
    const mobile = await detect({ "app.csproj": library("net10.0-android") });
    expect(mobile.confidence["script.build"]).toBe(0.6);
  });

  it("in src belongs to the top, unless src pins an SDK of its own", async () => {
    const files = {
      "src/The Shop.slnx": solution("Shop.Tests/Shop.Tests.csproj"),
      "src/Shop.Tests/Shop.Tests.csproj": tests("net8.0"),
    };
    expect((await detect(files)).facts).toMatchObject({
      "dotnet.root": ".",
      "script.test": "dotnet test 'src/The Shop.slnx'",
      "workspace.members": "src/Shop.Tests",
    });
    const pinned = { ...files, "src/global.json": '{ "sdk": { "version": "10.0.100" } }' };
    expect((await detect(pinned)).facts).toMatchObject({
      "dotnet[src].root": "src",
      "dotnet[src].version": "10.0.100",
      "dotnet[src].script.test": "dotnet test",
    });
  });

  it("of another folder is a root of its own, and none inside another or among samples and tests", async () => {
    const folders = ["api", "api/inner", "my-samples", "test/input", "docs", "web"];
    const files = Object.fromEntries(
      folders.flatMap((folder) => [
        [`${folder}/X.slnx`, solution("X.csproj")],
        [`${folder}/X.csproj`, library("net8.0")],
      ]),
    );
    const { facts } = await detect(files);
    expect(Object.keys(facts).filter((key) => key.endsWith(".root"))).toEqual([
      "dotnet[api].root",
      "dotnet[web].root",
    ]);
  });
});

describe("projects without a solution", () => {
  it("belong to the folder that holds them all, where tests are named", async () => {
    const seen = await detect({
      "src/Shop/Shop.csproj": library("net8.0"),
      "tests/A.Tests/A.Tests.csproj": tests("net8.0"),
      "tests/B.Tests/B.Tests.csproj": tests("net8.0"),
      "samples/Demo/Demo.csproj": library("net11.0"),
    });
    expect(scriptsOf(seen)).toEqual({
      "script.test": "dotnet test tests/A.Tests/A.Tests.csproj && dotnet test tests/B.Tests/B.Tests.csproj",
    });
    expect(seen.facts).toMatchObject({ "dotnet.root": ".", "dotnet.version.constraint": ">=8.0" });
  });

  it("may be one, in its folder", async () => {
    expect((await detect({ "api/Api.csproj": library("net8.0") })).facts).toMatchObject({
      "dotnet[api].root": "api",
      "dotnet[api].project": "api/Api.csproj",
      "dotnet[api].script.build": "dotnet build --configuration Release",
    });
  });

  it("are none where there is only a version, or nothing", async () => {
    expect((await detect({ "global.json": '{ "sdk": { "version": "8.0.100" } }' })).facts).toEqual({
      "dotnet.version": "8.0.100",
      "dotnet.source": "global.json",
    });
    expect(await detect({ "global.json": "{}", Makefile: "test:\n\tdotnet test\n" })).toMatchObject({
      facts: {},
      signals: [],
    });
  });
});

describe("tests", () => {
  const isTested = async (source: string, more: Contents = {}, name = "Shop.Checks") =>
    "script.test" in (await detect({ [`${name}.csproj`]: source, ...more })).facts;

  it.each(["Microsoft.NET.Test.Sdk", "xunit", "xunit.v3", "NUnit", "MSTest.TestFramework", "TUnit"])(
    "are there where a project refers to %s",
    async (name) => {
      expect(await isTested(project([reference(name)]))).toBe(true);
      expect(await isTested(project([reference(name, "'$(TargetFramework)' == 'net8.0'")]))).toBe(true);
      expect(await isTested(project([`<!-- ${reference(name)} -->`]))).toBe(false);
    },
  );

  it("are there by the SDK, by a property, and by what a folder above always adds", async () => {
    expect(await isTested(project([], "MSTest.Sdk/3.6.0"))).toBe(true);
    expect(await isTested(project([property("IsTestProject", "true")]))).toBe(true);
    const above = (line: string) => ({ "Directory.Build.targets": `<Project>${line}</Project>` });
    expect(await isTested(project([]), above(reference("xunit")))).toBe(true);
    expect(await isTested(project([]), above(reference("xunit", "'$(IsTestProject)' == 'true'")))).toBe(
      false,
    );
  });

  it("are there by Paket's references, whose lock file is the root's", async () => {
    const files = {
      "t/t.fsproj": library("net8.0"),
      "Shop.slnx": solution("t/t.fsproj"),
      "paket.dependencies": null,
    };
    const { facts, evidence } = await detect({
      ...files,
      "paket.lock": null,
      "t/paket.references": "FSharp.Core\ngroup Test\n  NUnit\nFile: xunit.fs\n",
    });
    expect(facts).toMatchObject({
      "dotnet.package_manager": "paket",
      "dotnet.lockfile": "paket.lock",
      "script.test": "dotnet test",
    });
    expect(evidence["script.test"]).toEqual(["t/paket.references:3"]);
    expect(
      (await detect({ ...files, "t/paket.references": "// NUnit\ngroup NUnit\n" })).facts["script.test"],
    ).toBeUndefined();
  });

  it("are not there in helpers, in what says so, and without a reference", async () => {
    expect(await isTested(project([reference("xunit.extensibility.core")]))).toBe(false);
    expect(await isTested(project([property("IsTestProject", "false"), reference("xunit")]))).toBe(false);
    expect(await isTested(project([]), {}, "Shop.Tests")).toBe(false);
    expect(await isTested(project([reference("FsCheck.Xunit")]), {}, "Shop.Tests")).toBe(true);
  });

  it("name the runtimes that they need, and what only Windows runs", async () => {
    const both = await detect({ "t.csproj": tests("net10.0;net8.0;net48") });
    expect(both.facts).toMatchObject({ "dotnet.test_runtimes": "10.0, 8.0", "dotnet.windows": "net48" });
    expect(both.confidence["script.test"]).toBe(0.6);
    const onWindows = property("TargetFrameworks", "$(TargetFrameworks);net48", "'$(OS)' == 'Windows_NT'");
    const either = await detect({
      "t.csproj": project([property("TargetFrameworks", "net8.0"), onWindows, reference("xunit")]),
    });
    expect(either.facts["dotnet.windows"]).toBeUndefined();
    expect(either.confidence["script.test"]).toBe(0.9);
    const old = project([property("TargetFrameworkVersion", "v4.7.2"), reference("NUnit")]).replace(
      / Sdk="[^"]*"/,
      "",
    );
    expect((await detect({ "t.csproj": old })).facts["dotnet.windows"]).toBe("net4.7.2");
  });
});

describe("tasks", () => {
  const shop = { "t.csproj": tests("net8.0") };

  it("are those of a Makefile where it has them", async () => {
    const seen = await detect({
      ...shop,
      Makefile:
        "build:\n\tdotnet build -warnaserror\ntest: build\n\tdotnet test --no-build\nlint:\n\tdotnet format --verify-no-changes\n",
    });
    expect(scriptsOf(seen)).toEqual({
      "script.build": "make build",
      "script.lint": "make lint",
      "script.test": "make test",
    });
  });

  it("check the format by CSharpier where it is a tool, in the words of its release", async () => {
    const lint = async (version: string) =>
      (
        await detect({
          ...shop,
          ".config/dotnet-tools.json": `{ "tools": { "csharpier": { "version": "${version}" } } }`,
        })
      ).facts["script.lint"];
    expect(await lint("1.0.1")).toBe("dotnet tool restore && dotnet csharpier check .");
    expect(await lint("0.30.6")).toBe("dotnet tool restore && dotnet csharpier --check .");
  });

  it("check the format of F# by Fantomas where it is a tool", async () => {
    const tools = '{ "tools": { "Fantomas": { "version": "7.0.0" } } }';
    const { facts, evidence } = await detect({ ...shop, "dotnet-tools.json": tools });
    expect(facts["script.lint"]).toBe("dotnet tool restore && dotnet fantomas --check .");
    expect(evidence["script.lint"]).toEqual(["dotnet-tools.json:1"]);
  });

  it("guess at dotnet format where an .editorconfig has rules for C#", async () => {
    const of = (text: string) => detect({ ...shop, ".editorconfig": text });
    const seen = await of("root = true\n[*]\nindent_size = 2\n[*.{cs,vb}]\nindent_size = 4\n");
    expect(seen.facts["script.lint"]).toBe("dotnet format --verify-no-changes");
    expect(seen.confidence["script.lint"]).toBe(0.5);
    expect(seen.evidence["script.lint"]).toEqual([".editorconfig:4"]);
    expect((await of("[*]\nindent_size = 2\n# [*.cs]\n")).facts["script.lint"]).toBeUndefined();
  });

  it("leave the repository's own build program alone, and tell of it", async () => {
    const program = async (files: Contents) =>
      (await detect({ ...shop, ...files })).facts["dotnet.build_program"];
    expect(await program({ ".nuke/parameters.json": null, "build.sh": null })).toBe("./build.sh");
    const tools = { ".config/dotnet-tools.json": '{ "tools": { "Cake.Tool": { "version": "5.0.0" } } }' };
    expect(await program({ ...tools, "build.cake": null })).toBe("dotnet cake");
    expect(await program({ "build.cake": null })).toBeUndefined();
  });
});
