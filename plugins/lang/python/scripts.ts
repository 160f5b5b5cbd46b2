import { type FileIndex, isMaterial, isTable, joinPath, nameOf, tomlLine } from "cig/sdk";
import { prefixFor, servesProject } from "./choices.ts";
import type { Dependencies } from "./dependencies.ts";
import { parseIni } from "./ini.ts";
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
  const [likely, others] = [true, false].map((is) =>
    candidates.filter((each) => each.confidence > elsewhere === is),
  );
  for (const candidate of [...likely!, ...others!])
    if (!found.has(candidate.task)) found.set(candidate.task, candidate);
  return [...found.values()];
}

/** The confidence in a tool of a group that may serve other code: it comes last. */
const elsewhere = 0.4;

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
  const django = managePy(tools);
  return [
    ...(tox ? asked(tools, "test", "tox", "tox") : []),
    ...(nox ? asked(tools, "test", "nox", "nox") : []),
    ...asked(tools, "test", "pytest", "pytest"),
    ...(tox
      ? [{ task: "test", command: onItsOwn(tools, "tox -e py"), confidence: toxConfidence(tools), ...tox }]
      : []),
    ...(nox ? [{ task: "test", command: onItsOwn(tools, "nox"), confidence: 0.7, ...nox }] : []),
    ...(pytest ? [{ task: "test", command: `${tools.prefix}pytest`, confidence: 0.6, ...pytest }] : []),
    ...(django && tools.dependencies.has("django")
      ? [
          {
            task: "test",
            command: `${tools.prefix}python ${django.command}`,
            confidence: 0.7,
            ...django.place,
          },
        ]
      : []),
  ];
}

/** A runner that the project does not install is fetched for the occasion. */
function onItsOwn({ manager }: Tools, command: string): string {
  return `${manager === "uv" ? "uvx" : "pipx run"} ${command}`;
}

/** The environment `py` is any Python, but where others have factors of their own, it lacks what those install. */
function toxConfidence({ files, project }: Tools): number {
  const text = files.text(joinPath(project.directory, "tox.ini")) ?? "";
  const lists = parseIni(text).filter(({ key }) => /^env_?list$/.test(key));
  const hasFactors = lists.some(({ values }) => values.some((value) => /\bpy[\w.{},]*-/.test(value.text)));
  return hasFactors ? 0.5 : 0.7;
}

/** Django's program, beside the manifest or in the one folder below that has it. */
function managePy({ files, project: { directory } }: Tools) {
  const inside = (path: string) => directory === "." || path.startsWith(`${directory}/`);
  const programs = files.paths
    .filter((path) => nameOf(path) === "manage.py" && inside(path) && !isMaterial(path))
    .map((path) => (directory === "." ? path : path.slice(directory.length + 1)));
  const [first] = programs.includes("manage.py") ? ["manage.py"] : programs;
  if (first === undefined || (first !== "manage.py" && (programs.length > 1 || first.split("/").length > 2)))
    return undefined;
  const folder = first === "manage.py" ? "" : ` ${first.split("/")[0]}`;
  return { command: `${first} test${folder}`, place: { file: joinPath(directory, first), line: 0 } };
}

function linters(tools: Tools): Script[] {
  const hooks = joinPath(tools.project.directory, ".pre-commit-config.yaml");
  return [
    ...asked(tools, "lint", "ruff", "ruff check"),
    ...asked(tools, "lint", "flake8", "flake8"),
    ...(tools.files.has(hooks) ? asked(tools, "lint", "pre-commit", "pre-commit run --all-files") : []),
  ];
}

/** mypy needs to be told what to check. Where its configuration does not say so, `mypy .` is no more than likely. */
function typeCheckers(tools: Tools): Script[] {
  const { pyproject, setupCfg } = tools.project;
  const isTold =
    ["files", "packages", "modules"].some((key) => at(pyproject, "tool", "mypy", key) !== undefined) ||
    setupCfg.some(({ section, key }) => section === "mypy" && key === "files");
  const isConfigured = configured(tools, ["mypy.ini", ".mypy.ini"], [["tool", "mypy"]], "mypy") !== undefined;
  const mypy = asked(tools, "typecheck", "mypy", isTold ? "mypy" : "mypy .");
  return [
    ...mypy.map((script) => ({
      ...script,
      confidence: Math.min(script.confidence, isTold ? 1 : isConfigured ? 0.7 : 0.5),
    })),
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
  return [
    { task: "build", command, file: pyproject.file, line, confidence: isPublished(project) ? 0.7 : 0.5 },
  ];
}

/** Who publishes a package says of it what nobody needs to know of an application. */
function isPublished({ pyproject }: Project): boolean {
  const told = ["classifiers", "urls", "license", "license-files", "keywords", "homepage", "repository"];
  const dynamic = at(pyproject, "project", "dynamic");
  return (
    told.some((key) => at(pyproject, "project", key) ?? at(pyproject, "tool", "poetry", key)) ||
    (Array.isArray(dynamic) && dynamic.includes("version"))
  );
}

/** A tool that the project asks for and the install step brings, at the place where the project does. */
function asked(tools: Tools, task: string, tool: string, command: string): Script[] {
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
