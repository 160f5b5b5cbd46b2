import { tomlLine } from "cig/sdk";
import { describe, expect, it } from "vitest";

const source = `# requires-python = "no"
[project]
name = "x"
description = """
requires-python = "in a text"
"""
requires-python = ">=3.9"

[tool.uv.workspace]
members = ["a"]

[tool.poetry]
dependencies.python = "^3.11"
extras = { test = ["pytest"] }

[tool."odd name"]
'quoted' = 1

[[tool.mypy.overrides]]
module = "x"
`;

describe("tomlLine", () => {
  it.each([
    [["project"], 2],
    [["project", "requires-python"], 7],
    [["tool", "uv", "workspace", "members"], 10],
    [["tool", "uv"], 9],
    [["tool", "poetry", "dependencies", "python"], 13],
    [["tool", "poetry", "dependencies"], 13],
    [["tool", "poetry", "extras", "test"], 14],
    [["tool", "odd name", "quoted"], 17],
    [["tool", "mypy", "overrides"], 19],
    [["project", "missing"], 0],
  ])("finds %j on line %i", (path, line) => {
    expect(tomlLine(source, path)).toBe(line);
  });
});
