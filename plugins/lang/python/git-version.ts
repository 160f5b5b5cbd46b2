import { type FileIndex, joinPath, lineAt, tomlLine } from "cig/sdk";
import { at, type Project } from "./project.ts";

/** What makes the package's version of the tags of git, and where the project says so. */
export interface GitVersion {
  /** "hatch-vcs" */
  readonly tool: string;
  readonly file: string;
  readonly line: number;
}

/** Undefined where the version is written down: a tool for it may then only find the package's files. */
export function readGitVersion(files: FileIndex, project: Project): GitVersion | undefined {
  const { pyproject, directory } = project;
  const required = at(pyproject, "build-system", "requires");
  if (pyproject && typeof at(pyproject, "project", "version") !== "string") {
    const tool = (Array.isArray(required) ? required : []).flatMap((each) => {
      const name = typeof each === "string" ? /^\s*([\w.-]+)/.exec(each)?.[1] : undefined;
      return tools.find((known) => known === name?.toLowerCase().replace(/[_.]+/g, "-")) ?? [];
    })[0];
    const place = (...path: string[]) => ({ file: pyproject.file, line: tomlLine(pyproject.source, path) });
    if (tool !== undefined) return { tool, ...place("build-system", "requires") };
    if (at(pyproject, "tool", "pdm", "version", "source") === "scm")
      return { tool: "pdm", ...place("tool", "pdm", "version", "source") };
  }
  const setup = joinPath(directory, "setup.py");
  const source = files.text(setup) ?? "";
  const call = /^[^#\n]*\b(use_scm_version|pbr\s*=\s*True|versioneer\.get_version)/m.exec(source);
  const tool = call && { u: "setuptools-scm", p: "pbr", v: "versioneer" }[call[1]![0]!];
  return tool ? { tool, file: setup, line: lineAt(source, call.index) } : undefined;
}

const tools = [
  "flit-scm",
  "hatch-vcs",
  "pbr",
  "poetry-dynamic-versioning",
  "setuptools-git-versioning",
  "setuptools-scm",
  "uv-dynamic-versioning",
  "versioneer",
  "versioningit",
];
