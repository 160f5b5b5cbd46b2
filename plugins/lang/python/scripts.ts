import { type FileIndex, isMaterial, isTable, joinPath, nameOf, tomlLine } from "cig/sdk";
import { checkers } from "./checkers.ts";
import type { Dependencies } from "./dependencies.ts";
import { parseIni } from "./ini.ts";
import type { Manager } from "./package-manager.ts";
import { at, type Project } from "./project.ts";
import { requirementFiles } from "./requirement-files.ts";
import { asked, configured, elsewhere, onItsOwn, prefixes, type Script, type Tools } from "./tools.ts";

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
    ...checkers(tools),
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
  const program = joinPath(tools.project.directory, "runtests.py");
  return [
    ...(tox ? asked(tools, "test", "tox", "tox") : []),
    ...(nox ? asked(tools, "test", "nox", "nox") : []),
    ...(tools.files.has(program)
      ? [
          {
            task: "test",
            command: `${tools.prefix}python runtests.py`,
            file: program,
            line: 0,
            confidence: 0.8,
          },
        ]
      : []),
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

/** `pipx run build` finds no program of that name where pipx works with uv; under its own name it is found by both. */
function builds({ project }: Tools, manager: Manager): Script[] {
  const { pyproject } = project;
  if (!pyproject || !project.isPackage || !isTable(at(pyproject, "build-system"))) return [];
  const command = {
    uv: "uv build",
    poetry: "poetry build",
    pdm: "pdm build",
    pipenv: "pipx run --spec build pyproject-build",
    pip: "pipx run --spec build pyproject-build",
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
