import {
  type FileIndex,
  joinPath,
  linesOf,
  type ToolStatement,
  tomlLine,
  toolStatements,
  valueAt,
  versionFile,
} from "cig/sdk";
import { type Project, statedAt } from "./project.ts";
import { type Remark, remarkAt } from "./remarks.ts";
import { agree, type Meaning, readSpecifier, readVersion, satisfies } from "./version.ts";

/** The Python version that a folder states: the first of each kind wins, the others are its witnesses. */
export interface PythonVersion {
  readonly version?: readonly ToolStatement[];
  readonly constraint?: readonly ToolStatement[];
  /** All versions of a .python-version with several lines; the first is the default. */
  readonly several: readonly ToolStatement[];
  readonly remarks: readonly Remark[];
}

/**
 * Reads, in the order in which they win: .python-version, .tool-versions, mise.toml, runtime.txt, Pipfile, and for
 * ranges requires-python, Poetry's python, setup.cfg, setup.py. A file that says something else than the winner
 * earns a warning.
 */
export function readPythonVersion(files: FileIndex, directory: string, project?: Project): PythonVersion {
  const remarks: Remark[] = [];
  const lines = versionFile(files, joinPath(directory, ".python-version"));
  const found = statements(files, directory, project, lines.slice(0, 1)).flatMap(({ statement, meaning }) => {
    if (meaning.kind === "invalid") remarks.push(notAVersion(statement));
    if (meaning.kind === "invalid" || meaning.kind === "none") return [];
    return [{ ...statement, value: meaning.value, isRange: meaning.kind === "constraint" }];
  });
  const versions = found.filter(({ isRange }) => !isRange);
  const constraints = found.filter(({ isRange }) => isRange);
  remarks.push(...disagreements(versions, constraints));
  const [version, constraint] = [witnesses(versions, agree), witnesses(constraints, (a, b) => a === b)];
  const several = lines.filter(({ value }) => readVersion(value).kind === "version");
  return {
    ...(version && { version }),
    ...(constraint && { constraint }),
    several: several.length > 1 ? several : [],
    remarks,
  };
}

interface Read {
  readonly statement: ToolStatement;
  readonly meaning: Meaning;
}

function statements(
  files: FileIndex,
  directory: string,
  project: Project | undefined,
  pythonVersion: readonly ToolStatement[],
): Read[] {
  const exact = [
    ...pythonVersion,
    ...toolStatements(files, directory, ["python", "core:python"]),
    ...versionFile(files, joinPath(directory, "runtime.txt")).slice(0, 1),
    ...fromPipfile(files, joinPath(directory, "Pipfile")),
  ];
  const ranges = project
    ? [...fromManifests(project), ...fromSetupPy(files, joinPath(directory, "setup.py"))]
    : [];
  return [
    ...exact.map((statement) => ({ statement, meaning: readVersion(statement.value) })),
    ...ranges.map((statement) => ({ statement, meaning: readSpecifier(statement.value) })),
  ];
}

function fromPipfile(files: FileIndex, file: string): ToolStatement[] {
  const parsed = files.toml(file);
  if (!parsed || "error" in parsed) return [];
  for (const key of ["python_full_version", "python_version"]) {
    const value = valueAt(parsed.table, "requires", key);
    if (typeof value === "string") return [{ value, file, line: tomlLine(parsed.source, ["requires", key]) }];
  }
  return [];
}

function fromManifests({ pyproject, setupCfg, directory }: Project): ToolStatement[] {
  const poetry = ["tool", "poetry", "dependencies", "python"];
  const stated = [
    statedAt(pyproject, "project", "requires-python"),
    statedAt(pyproject, ...poetry) ?? statedAt(pyproject, ...poetry, "version"),
  ];
  const inSetup = setupCfg.filter(({ section, key }) => section === "options" && key === "python_requires");
  return [
    ...stated.flatMap((statement) => statement ?? []),
    ...inSetup.flatMap(({ values, line }) =>
      values.length > 0
        ? [{ value: values.map(({ text }) => text).join(","), file: joinPath(directory, "setup.cfg"), line }]
        : [],
    ),
  ];
}

/** Only a literal: what setup.py computes is known to Python alone. */
function fromSetupPy(files: FileIndex, file: string): ToolStatement[] {
  for (const [index, line] of linesOf(files.text(file) ?? "").entries()) {
    const value = /^[^#"']*\bpython_requires\s*=\s*(?:"([^"\\]*)"|'([^'\\]*)')\s*[,)]?\s*(#.*)?$/.exec(line);
    if (value) return [{ value: (value[1] ?? value[2])!, file, line: index + 1 }];
  }
  return [];
}

function witnesses(
  found: readonly ToolStatement[],
  isSame: (a: string, b: string) => boolean,
): readonly ToolStatement[] | undefined {
  const first = found[0];
  return first && found.filter(({ value }) => isSame(value, first.value));
}

function disagreements(versions: readonly ToolStatement[], constraints: readonly ToolStatement[]): Remark[] {
  const winner = versions[0];
  if (!winner) return [];
  const others = versions.slice(1).filter(({ value }) => !agree(value, winner.value));
  const broken = constraints.filter(({ value }) => !satisfies(winner.value, value));
  return [
    ...others.map((other) => disagreement(other, winner, `asks for Python ${other.value}`)),
    ...broken.map((other) => disagreement(other, winner, `allows only Python ${other.value}`)),
  ];
}

function disagreement(other: ToolStatement, winner: ToolStatement, what: string): Remark {
  return remarkAt(
    "PY102",
    other.file,
    other.line,
    `"${other.file}" ${what}, but "${winner.file}" line ${winner.line} says ${winner.value}, which wins.`,
    "Let both say the same, or remove one of them.",
  );
}

function notAVersion({ file, line, value }: ToolStatement): Remark {
  return remarkAt(
    "PY104",
    file,
    line,
    `"${file}" says "${value.slice(0, 60)}" where a Python version stands, and that is none, so it does not count.`,
    'Write a version such as "3.12" or "3.12.4".',
  );
}
