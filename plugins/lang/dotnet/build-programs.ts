import { type FileIndex, joinPath } from "cig/sdk";
import type { Place } from "./project.ts";
import { readTools } from "./tools.ts";

/** A program of the repository that builds it, and how it is started. What its targets do is not known. */
export interface BuildProgram extends Place {
  readonly command: string;
}

/** Nuke by its folder and script; Cake and FAKE where the tool and the file are both there. At most one. */
export function buildPrograms(files: FileIndex, directory: string): BuildProgram[] {
  const nuke = joinPath(directory, ".nuke/parameters.json");
  if (files.has(nuke) && files.has(joinPath(directory, "build.sh")))
    return [{ command: "./build.sh", file: nuke, line: 0 }];
  const tools = readTools(files, directory);
  const known = [
    ["cake.tool", "build.cake", "dotnet cake"],
    ["fake-cli", "build.fsx", "dotnet fake run build.fsx"],
  ] as const;
  return known
    .filter(([tool, script]) => tools?.tools.has(tool) && files.has(joinPath(directory, script)))
    .map(([tool, , command]) => ({ command, file: tools!.file, line: tools!.tools.get(tool)!.line }))
    .slice(0, 1);
}
