import { directoryOf, type FileIndex, linesOf, type ToolStatement, xmlElements } from "cig/sdk";
import { isProjectFile } from "./project.ts";

/** A solution: the projects that are built together. */
export interface Solution {
  readonly file: string;
  /** Paths of its C#, F# and Visual Basic projects from the repository's top. */
  readonly projects: readonly ToolStatement[];
  /** True where it has projects that only Visual Studio builds. */
  readonly hasOthers: boolean;
}

export function isSolutionFile(path: string): boolean {
  return /\.slnx?$/i.test(path);
}

/** Reads a .sln or .slnx. A solution without a project is one all the same. */
export function readSolution(files: FileIndex, file: string): Solution {
  const text = files.text(file) ?? "";
  const listed = (/\.slnx$/i.test(file) ? fromXml(text) : fromLines(text)).flatMap(({ path, line }) => {
    const value = resolved(directoryOf(file), path);
    return value === undefined ? [] : [{ value, file, line }];
  });
  return {
    file,
    projects: listed.filter(({ value }) => isProjectFile(value)),
    hasOthers: listed.some(({ value }) => ofVisualStudio.test(value)),
  };
}

/** C++, installers, databases, services of Azure and others that are no .NET. */
const ofVisualStudio = /\.(vc|vcx|wix|vd|wap|sql|cc|sf|bt|rpt|njs|py)proj$/i;

type Listed = { readonly path: string; readonly line: number };

function fromXml(text: string): Listed[] {
  return xmlElements(text).flatMap(({ name, attributes, line }) => {
    const path = name === "Project" ? attributes.get("Path") : undefined;
    return path === undefined ? [] : [{ path, line }];
  });
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
