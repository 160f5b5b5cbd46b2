import { describe, expect, it } from "vitest";
import { detect } from "./repository.ts";

const project = (requires: string, more = 'dynamic = ["version"]') =>
  `[build-system]\nrequires = ["setuptools>=64", "${requires}"]\n[project]\nname = "x"\n${more}\n`;

describe("a version of the tags of git", () => {
  it.each<[string, Record<string, string>, string | undefined, string[] | undefined]>([
    ["hatch-vcs", { "pyproject.toml": project("hatch-vcs>=0.4") }, "hatch-vcs", ["pyproject.toml:2"]],
    [
      "setuptools_scm",
      { "pyproject.toml": project("setuptools_scm[toml]>=8") },
      "setuptools-scm",
      ["pyproject.toml:2"],
    ],
    [
      "PDM",
      { "pyproject.toml": `${project("pdm-backend")}[tool.pdm.version]\nsource = "scm"\n` },
      "pdm",
      ["pyproject.toml:7"],
    ],
    [
      "setup.py",
      { "setup.py": "from setuptools import setup\nsetup(use_scm_version=True)\n" },
      "setuptools-scm",
      ["setup.py:2"],
    ],
    ["pbr", { "setup.py": "setup(setup_requires=['pbr'], pbr=True)\n" }, "pbr", ["setup.py:1"]],
    [
      "a version that is written down",
      { "pyproject.toml": project("setuptools-scm", 'version = "1.2"') },
      undefined,
      undefined,
    ],
    ["another backend", { "pyproject.toml": project("wheel") }, undefined, undefined],
    ["a comment", { "setup.py": "# setup(use_scm_version=True)\nsetup()\n" }, undefined, undefined],
  ])("is told of %s", async (_, files, tool, places) => {
    const { facts, evidence } = await detect(files);
    expect(facts["python.package_version_from"]).toBe(tool);
    expect(evidence["python.package_version_from"]).toEqual(places);
  });
});
