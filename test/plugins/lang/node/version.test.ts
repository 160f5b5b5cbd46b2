import { describe, expect, it } from "vitest";
import { detect, manifest } from "./repository.ts";

describe("the version of Node", () => {
  it.each([
    ["20\n", "20"],
    ["v20.11.1\n", "20.11.1"],
    ["20.x", "20.x"],
    ["20.X", "20.x"],
    ["lts/*", "lts/*"],
    ["lts", "lts/*"],
    ["LTS/Jod", "lts/jod"],
    ["lts-jod", "lts/jod"],
    ["lts/-1", "lts/-1"],
    ["node", "node"],
    ["stable", "node"],
    ["latest", "latest"],
    ["\uFEFF# the team's choice\r\n\r\n  22.3  # for now\r\n", "22.3"],
    ["23.0.0-rc.1", "23.0.0-rc.1"],
  ])("is read from a .nvmrc with %j as %s", async (text, value) => {
    const { facts, remarks } = await detect({ ".nvmrc": text });
    expect(facts).toEqual({ "node.version": value, "node.source": ".nvmrc" });
    expect(remarks).toEqual([]);
  });

  it.each(["", "\n", "# 20\n", "system\n"])("is absent where .nvmrc says %j", async (text) => {
    expect(await detect({ ".nvmrc": text })).toMatchObject({ facts: {}, remarks: [], signals: [] });
  });

  it("is absent where .nvmrc holds no version, and that is said with its line", async () => {
    const { facts, remarks } = await detect({ ".nvmrc": "\n{{ node }}\n" });
    expect(facts).toEqual({});
    expect(remarks).toEqual([
      'NODE104 .nvmrc:2 ".nvmrc" says "{{ node }}" where a Node version stands, and that is none, so it does not count.',
    ]);
  });

  it("is a constraint where a version file holds a range", async () => {
    const { facts } = await detect({ ".node-version": ">=18.17 <21" });
    expect(facts).toEqual({ "node.version.constraint": ">=18.17 <21", "node.source": ".node-version" });
  });

  it.each([
    [".tool-versions", "ruby 3.3.0\nnodejs 20.1.0 18.2.0 # both\n", "20.1.0", 2],
    [".tool-versions", "# nodejs 18.0.0\nnode 21.0.0\n", "21.0.0", 2],
    ["mise.toml", '[env]\nnode = "no"\n[tools]\nnode = "22"\n', "22", 4],
    [".mise.toml", '[tools]\nnode = ["20", "18"]\n', "20", 2],
    [".config/mise/config.toml", '[tools.node]\nversion = "20.9.0"\n', "20.9.0", 1],
    ["mise.toml", '[tools]\n"core:node" = "lts"\n', "lts/*", 2],
    ["package.json", manifest({ volta: { node: "20.11.0" } }), "20.11.0", 3],
    ["package.json", manifest({ devEngines: { runtime: { name: "node", version: "22.1.0" } } }), "22.1.0", 5],
    ["package.json", manifest({ engines: { node: "20.11.1" } }), "20.11.1", 3],
  ])("stands in %s", async (file, text, value, line) => {
    const { facts, evidence } = await detect({ [file]: text });
    expect(facts["node.version"]).toBe(value);
    expect(facts["node.source"]).toBe(file);
    expect(evidence["node.version"]).toEqual([`${file}:${line}`]);
  });

  it.each([
    [{ engines: { node: ">= 18" } }, ">= 18"],
    [{ engines: { node: "20.x" } }, "20.x"],
    [{ engines: { node: "^20.19.0 || >=22.12.0" } }, "^20.19.0 || >=22.12.0"],
    [{ devEngines: { runtime: [{ name: "bun" }, { name: "node", version: "^22" }] } }, "^22"],
  ])("is a constraint where package.json has %j", async (content, value) => {
    const { facts } = await detect({ "package.json": manifest(content) });
    expect(facts["node.version.constraint"]).toBe(value);
    expect(facts["node.version"]).toBeUndefined();
  });

  it("is absent where engines says something else", async () => {
    for (const node of ["please use 20", 20, null, "", ["20"]]) {
      const { facts } = await detect({ "package.json": manifest({ engines: { node } }) });
      expect(facts["node.version"]).toBeUndefined();
      expect(facts["node.version.constraint"]).toBeUndefined();
    }
  });

  it("is not taken from mise where the value is computed or names no release", async () => {
    const mise = "[tools]\nnode = \"{{ env['NODE'] }}\"\n";
    expect((await detect({ "mise.toml": mise })).facts).toEqual({});
    expect((await detect({ "mise.toml": '[tools]\nnode = "path:/opt/node"\n' })).facts).toEqual({});
  });

  it("comes from the first file of the documented order, and those who agree are its witnesses", async () => {
    const { facts, evidence, remarks } = await detect({
      ".node-version": "20",
      ".nvmrc": "v20.11.1",
      "package.json": manifest({ engines: { node: ">=18" }, volta: { node: "20.11.1" } }),
    });
    expect(facts["node.version"]).toBe("20.11.1");
    expect(facts["node.version.constraint"]).toBe(">=18");
    expect(facts["node.source"]).toBe(".nvmrc");
    expect(evidence["node.version"]).toEqual([".nvmrc:1", ".node-version:1", "package.json:6"]);
    expect(remarks).toEqual([]);
  });

  it("comes with a warning about each file that says something else", async () => {
    const { facts, remarks } = await detect({
      ".tool-versions": "nodejs 22.1.0\n",
      ".nvmrc": "20\n",
      "package.json": manifest({ engines: { node: "<21" } }),
    });
    expect(facts["node.version"]).toBe("22.1.0");
    expect(remarks).toEqual([
      'NODE102 .nvmrc:1 ".nvmrc" asks for Node 20, but ".tool-versions" line 1 says 22.1.0, which wins.',
      'NODE102 package.json:3 "package.json" allows only Node <21, but ".tool-versions" line 1 says 22.1.0, which wins.',
    ]);
  });

  it("may be the name of a line that fits a number or a range", async () => {
    const files = {
      ".nvmrc": "lts/jod",
      ".node-version": "22.4.0",
      "package.json": manifest({ engines: { node: ">=22" } }),
    };
    expect((await detect(files)).remarks).toEqual([]);
    expect((await detect({ ...files, ".node-version": "20" })).remarks).toHaveLength(1);
  });

  it("survives broken files of mise with a remark", async () => {
    const { facts, remarks } = await detect({ "mise.toml": "[tools]\nnode = \n", ".nvmrc": "20" });
    expect(facts["node.version"]).toBe("20");
    expect(remarks).toHaveLength(1);
    expect(remarks[0]).toMatch(/^NODE106 mise\.toml:2 "mise\.toml" is not valid TOML/);
  });
});
