import { joinPath } from "cig/sdk";
import { at } from "./project.ts";
import { linesThatPeopleRun } from "./run-lines.ts";
import type { Tools } from "./tools.ts";

/** What a task or a script of the folder gives mypy to check, where it begins with a package that is there: "shop tests". */
export function mypyTargets(tools: Tools): string | undefined {
  for (const line of linesThatPeopleRun(tools)) {
    const given = /(?:^|[\s"'@])mypy\s+([A-Za-z_][\w/-]*(?:\s+[A-Za-z_][\w/-]*)*)$/.exec(line.trim())?.[1];
    if (given !== undefined && isPackage(tools, given.split(/\s+/)[0]!)) return given;
  }
  return undefined;
}

/** The folder of the package that the project is called after. */
export function ownPackage(tools: Tools): string | undefined {
  const { pyproject } = tools.project;
  const name = at(pyproject, "project", "name") ?? at(pyproject, "tool", "poetry", "name");
  if (typeof name !== "string") return undefined;
  const folder = name.toLowerCase().replace(/[-.]+/g, "_");
  return [folder, `src/${folder}`].find((path) => isPackage(tools, path));
}

function isPackage({ files, project: { directory } }: Tools, path: string): boolean {
  return files.has(joinPath(directory, `${path.replace(/\/$/, "")}/__init__.py`));
}
