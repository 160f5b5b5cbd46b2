import {
  directoryOf,
  type FileIndex,
  jsonAt,
  jsonItems,
  jsonTextAt,
  linesOf,
  parseJson,
  type ToolStatement,
  xmlElements,
} from "cig/sdk";
import { withoutComments } from "./global-json.ts";
import { readMsBuildFile } from "./msbuild.ts";
import { isProjectFile } from "./project.ts";

/** A solution: the projects that are built together. */
export interface Solution {
  readonly file: string;
  /** Paths of its C#, F# and Visual Basic projects from the repository's top. */
  readonly projects: readonly ToolStatement[];
  /** True where it has projects that only Visual Studio builds. */
  readonly hasOthers: boolean;
}

/** A solution, or a part of one that a filter (.slnf) names. */
export function isSolutionOrFilter(path: string): boolean {
  return /\.sln[xf]?$/i.test(path);
}

export function isFilter(path: string): boolean {
  return /\.slnf$/i.test(path);
}

export function isSolutionFile(path: string): boolean {
  return /\.slnx?$/i.test(path);
}

/** Reads a .sln, .slnx or .slnf. A solution without a project is one all the same. */
export function readSolution(files: FileIndex, file: string): Solution {
  const text = files.text(file) ?? "";
  const read = isFilter(file) ? fromFilter : /\.slnx$/i.test(file) ? fromXml : fromLines;
  const listed = read(text).flatMap(({ path, line }) => {
    const value = resolved(directoryOf(file), path);
    return value === undefined ? [] : [{ value, file, line }];
  });
  return {
    file,
    projects: listed.filter(({ value }) => isProjectFile(value)),
    hasOthers: listed.some(({ value }) => ofVisualStudio.test(value) && !hasSdk(files, value)),
  };
}

/** C++, installers, databases, services of Azure and others that are no .NET. */
const ofVisualStudio = /\.(vc|vcx|wix|vd|wap|sql|cc|sf|bt|rpt|njs|py)proj$/i;

/** True for one that brings its own SDK along, such as Microsoft.Build.Sql for a database. */
function hasSdk(files: FileIndex, path: string): boolean {
  return readMsBuildFile(files, path)?.sdk !== undefined;
}

type Listed = { readonly path: string; readonly line: number };

function fromXml(text: string): Listed[] {
  return xmlElements(text).flatMap(({ name, attributes, line }) => {
    const path = name === "Project" ? attributes.get("Path") : undefined;
    return path === undefined ? [] : [{ path, line }];
  });
}

/** Paths of a filter begin at its solution. */
function fromFilter(text: string): Listed[] {
  const json = parseJson(withoutComments(text));
  if ("error" in json) return [];
  const solution = jsonTextAt(json.node, "solution", "path")?.replaceAll("\\", "/") ?? "";
  const folder = solution.includes("/") ? solution.slice(0, solution.lastIndexOf("/") + 1) : "";
  return jsonItems(jsonAt(json.node, "solution", "projects")).flatMap(({ value, line }) =>
    typeof value === "string" ? [{ path: `${folder}${value}`, line }] : [],
  );
}

/** Folders of a solution stand among its projects; their path is their name, without an ending. */
function fromLines(text: string): Listed[] {
  return linesOf(text).flatMap((each, index) => {
    const path = /^\s*Project\("\{[^"]*\}"\)\s*=\s*"[^"]*",\s*"([^"]+\.\w*proj)"/i.exec(each)?.[1];
    return path === undefined ? [] : [{ path, line: index + 1 }];
  });
}

/** Undefined for a path that leaves the repository. */
function resolved(directory: string, path: string): string | undefined {
  const folders = directory === "." ? [] : directory.split("/");
  for (const name of path.replaceAll("\\", "/").split("/"))
    if (name === "..") {
      if (folders.pop() === undefined) return undefined;
    } else if (name !== "." && name !== "") folders.push(name);
  return folders.join("/");
}
