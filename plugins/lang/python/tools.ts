import { type FileIndex, joinPath, tomlLine } from "cig/sdk";
import { prefixFor, servesProject } from "./choices.ts";
import type { Dependencies } from "./dependencies.ts";
import type { Manager } from "./package-manager.ts";
import { at, type Project } from "./project.ts";

/** A task that the repository really has, as a person would start it. */
export interface Script {
  /** "test", "lint", … */
  readonly task: string;
  readonly command: string;
  readonly file: string;
  readonly line: number;
  /** 1: a task by that name, or a tool that is installed with the project. */
  readonly confidence: number;
}

/** What is known of a root when its tasks are looked for. */
export interface Tools {
  readonly files: FileIndex;
  readonly project: Project;
  readonly dependencies: Dependencies;
  readonly manager: Manager;
  readonly requirements: readonly string[];
  readonly prefix: string;
}

export const prefixes: Record<Manager, string> = {
  uv: "uv run ",
  poetry: "poetry run ",
  pdm: "pdm run ",
  pipenv: "pipenv run ",
  pip: "",
};

/** The confidence in a tool of a group that may serve other code: it comes last. */
export const elsewhere = 0.4;

/** A tool that the project asks for and the install step brings, at the place where the project does. */
export function asked(tools: Tools, task: string, tool: string, command: string): Script[] {
  const found = (tools.dependencies.get(tool) ?? []).flatMap((dependency) => {
    const prefix = prefixFor(dependency, tools.manager, tools.requirements);
    if (prefix === undefined) return [];
    const { file, line } = dependency;
    const confidence = servesProject(dependency) ? 1 : elsewhere;
    return [{ task, command: `${prefix}${command}`, file, line, confidence }];
  });
  return found.sort((a, b) => b.confidence - a.confidence).slice(0, 1);
}

/** Where a tool is configured: a file of its own, a table of pyproject.toml, or a section of setup.cfg. */
export function configured(
  { files, project }: Tools,
  names: readonly string[],
  tables: readonly (readonly string[])[],
  section?: string,
): { file: string; line: number } | undefined {
  const file = names.map((name) => joinPath(project.directory, name)).find((path) => files.has(path));
  if (file !== undefined) return { file, line: 0 };
  const { pyproject } = project;
  const table = tables.find((path) => at(pyproject, ...path) !== undefined);
  if (pyproject && table) return { file: pyproject.file, line: tomlLine(pyproject.source, table) };
  const entry = section === undefined ? undefined : project.setupCfg.find((each) => each.section === section);
  return entry && { file: joinPath(project.directory, "setup.cfg"), line: entry.line };
}

/** A runner that the project does not install is fetched for the occasion. */
export function onItsOwn({ manager }: Tools, command: string): string {
  return `${manager === "uv" ? "uvx" : "pipx run"} ${command}`;
}
