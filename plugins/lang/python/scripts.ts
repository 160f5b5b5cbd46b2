import { type FileIndex, isTable, joinPath, tomlLine } from "cig/sdk";
import { prefixFor } from "./choices.ts";
import type { Dependencies } from "./dependencies.ts";
import type { Manager } from "./package-manager.ts";
import { at, type Project } from "./project.ts";
import { requirementFiles } from "./requirement-files.ts";

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

/**
 * The tasks of a root. A task that a task runner names comes first; then the tools that the project asks for as
 * dependencies; then, for tests, what is configured but not among the dependencies.
 */
export function readScripts(
  files: FileIndex,
  project: Project,
  manager: Manager,
  dependencies: Dependencies,
): Script[] {
  const requirements = requirementFiles(files, project.directory);
  const tools: Tools = { files, project, dependencies, manager, requirements, prefix: prefixes[manager] };
  const candidates = [
    ...namedTasks(project, manager, dependencies),
    ...tests(tools),
    ...linters(tools),
    ...typeCheckers(tools),
    ...formatters(tools),
    ...builds(tools, manager),
  ];
  const found = new Map<string, Script>();
  for (const candidate of candidates) if (!found.has(candidate.task)) found.set(candidate.task, candidate);
  return [...found.values()];
}

interface Tools {
  readonly files: FileIndex;
  readonly project: Project;
  readonly dependencies: Dependencies;
  readonly manager: Manager;
  readonly requirements: readonly string[];
  readonly prefix: string;
}

const prefixes: Record<Manager, string> = {
  uv: "uv run ",
  poetry: "poetry run ",
  pdm: "pdm run ",
  pipenv: "pipenv run ",
  pip: "",
};

/** Task runners inside pyproject.toml: their table, and how a task is started. */
const runners = [
  {
    path: ["tool", "pdm", "scripts"],
    tool: "pdm",
    start: (_prefix: string, name: string) => `pdm run ${name}`,
  },
  {
    path: ["tool", "poe", "tasks"],
    tool: "poethepoet",
    start: (prefix: string, name: string) => `${prefix}poe ${name}`,
  },
  {
    path: ["tool", "taskipy", "tasks"],
    tool: "taskipy",
    start: (prefix: string, name: string) => `${prefix}task ${name}`,
  },
] as const;

const taskNames = {
  test: ["test", "tests", "pytest"],
  lint: ["lint", "check-lint"],
  typecheck: ["typecheck", "type-check", "types", "typing", "mypy"],
  format: ["format", "fmt"],
  format_check: ["format-check", "format:check", "fmt-check"],
} as const;

function namedTasks({ pyproject }: Project, manager: Manager, dependencies: Dependencies): Script[] {
  if (!pyproject) return [];
  return runners.flatMap(({ path, tool, start }) => {
    const table = at(pyproject, ...path);
    if (!isTable(table) || (tool === "pdm" ? manager !== "pdm" : !dependencies.has(tool))) return [];
    return Object.entries(taskNames).flatMap(([task, names]) => {
      const name = names.find((candidate) => Object.hasOwn(table, candidate));
      if (name === undefined) return [];
      const line = tomlLine(pyproject.source, [...path, name]);
      return [{ task, command: start(prefixes[manager], name), file: pyproject.file, line, confidence: 1 }];
    });
  });
}

/** tox and nox first where the project installs them: they are then how its people test. */
function tests(tools: Tools): Script[] {
  const tox = configured(tools, ["tox.ini"], [["tool", "tox"]], "tox:tox");
  const nox = configured(tools, ["noxfile.py"], []);
  const pytest = configured(tools, ["pytest.ini", ".pytest.ini"], [["tool", "pytest"]], "tool:pytest");
  const django = configured(tools, ["manage.py"], []);
  return [
    ...(tox ? asked(tools, "test", "tox", "tox") : []),
    ...(nox ? asked(tools, "test", "nox", "nox") : []),
    ...asked(tools, "test", "pytest", "pytest"),
    ...(tox ? [{ task: "test", command: "tox", confidence: 0.7, ...tox }] : []),
    ...(nox ? [{ task: "test", command: "nox", confidence: 0.7, ...nox }] : []),
    ...(pytest ? [{ task: "test", command: `${tools.prefix}pytest`, confidence: 0.6, ...pytest }] : []),
    ...(django && tools.dependencies.has("django")
      ? [{ task: "test", command: `${tools.prefix}python manage.py test`, confidence: 0.8, ...django }]
      : []),
  ];
}

function linters(tools: Tools): Script[] {
  return [...asked(tools, "lint", "ruff", "ruff check"), ...asked(tools, "lint", "flake8", "flake8")];
}

/** mypy needs to be told what to check, unless its configuration says so. */
function typeCheckers(tools: Tools): Script[] {
  const isTold = ["files", "packages", "modules"].some(
    (key) => at(tools.project.pyproject, "tool", "mypy", key) !== undefined,
  );
  return [
    ...asked(tools, "typecheck", "mypy", isTold ? "mypy" : "mypy ."),
    ...asked(tools, "typecheck", "pyright", "pyright"),
    ...asked(tools, "typecheck", "basedpyright", "basedpyright"),
    ...asked(tools, "typecheck", "ty", "ty check"),
  ];
}

/** Many use ruff as a linter only: it formats where its formatter is configured, or nothing else could. */
function formatters(tools: Tools): Script[] {
  const black = [
    ...asked(tools, "format", "black", "black ."),
    ...asked(tools, "format_check", "black", "black --check ."),
  ];
  const ruff = [
    ...asked(tools, "format", "ruff", "ruff format"),
    ...asked(tools, "format_check", "ruff", "ruff format --check"),
  ];
  return at(tools.project.pyproject, "tool", "ruff", "format") === undefined ? black : ruff;
}

function builds({ project }: Tools, manager: Manager): Script[] {
  const { pyproject } = project;
  if (!pyproject || !project.isPackage || !isTable(at(pyproject, "build-system"))) return [];
  const command = {
    uv: "uv build",
    poetry: "poetry build",
    pdm: "pdm build",
    pipenv: "pipx run build",
    pip: "pipx run build",
  }[manager];
  const line = tomlLine(pyproject.source, ["build-system"]);
  return [{ task: "build", command, file: pyproject.file, line, confidence: 0.7 }];
}

/** A tool that the project asks for and the install step brings, at the place where the project does. */
function asked(tools: Tools, task: string, tool: string, command: string): Script[] {
  for (const dependency of tools.dependencies.get(tool) ?? []) {
    const prefix = prefixFor(dependency, tools.manager, tools.requirements);
    if (prefix === undefined) continue;
    return [
      { task, command: `${prefix}${command}`, file: dependency.file, line: dependency.line, confidence: 1 },
    ];
  }
  return [];
}

/** Where a tool is configured: a file of its own, a table of pyproject.toml, or a section of setup.cfg. */
function configured(
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
