import { type FileIndex, isTable, joinPath, tomlLine, toolStatements } from "cig/sdk";
import { at, type Project, statedAt } from "./project.ts";
import { type Remark, remarkAt } from "./remarks.ts";
import { requirementFiles } from "./requirement-files.ts";
import { readVersion } from "./version.ts";

export const managers = ["uv", "poetry", "pdm", "pipenv", "pip"] as const;
export type Manager = (typeof managers)[number];

/** Lock files in the order in which they win. */
export const lockFiles = [
  ["uv.lock", "uv"],
  ["poetry.lock", "poetry"],
  ["pdm.lock", "pdm"],
  ["Pipfile.lock", "pipenv"],
] as const;

/** A place that speaks for a package manager. */
export interface Claim {
  readonly manager: Manager;
  readonly file: string;
  readonly line: number;
}

export interface PackageManager {
  /** The winner first, then what else speaks for the same. Empty: nothing to install. */
  readonly claims: readonly Claim[];
  readonly lockfile?: string;
  readonly version?: {
    readonly value: string;
    readonly isRange: boolean;
    readonly file: string;
    readonly line: number;
  };
  readonly remarks: readonly Remark[];
}

/**
 * Which package manager a folder uses: by lock file (uv, Poetry, PDM, Pipenv), then by its table in pyproject.toml
 * or its Pipfile, then pip where there is something for it to install.
 */
export function readPackageManager(files: FileIndex, project: Project): PackageManager {
  const claims = [
    ...fromLockFiles(files, project),
    ...fromManifests(files, project),
    ...fromPip(files, project),
  ];
  const winner = claims[0];
  if (!winner) return { claims: [], remarks: [] };
  const lock = lockFiles.find(([, manager]) => manager === winner.manager);
  const lockfile = lock && joinPath(project.directory, lock[0]);
  const version = versionOf(files, project, winner.manager);
  return {
    claims: claims.filter(({ manager }) => manager === winner.manager),
    ...(lockfile !== undefined && files.has(lockfile) && { lockfile }),
    ...(version && { version }),
    remarks: otherLocks(files, project, winner),
  };
}

function fromLockFiles(files: FileIndex, { directory }: Project): Claim[] {
  return lockFiles
    .map(([name, manager]) => ({ manager, file: joinPath(directory, name), line: 0 }))
    .filter(({ file }) => files.has(file));
}

function fromManifests(files: FileIndex, { directory, pyproject }: Project): Claim[] {
  const claims: Claim[] = [];
  const claim = (manager: Manager, ...path: string[]) => {
    if (pyproject && at(pyproject, ...path) !== undefined)
      claims.push({ manager, file: pyproject.file, line: tomlLine(pyproject.source, path) });
  };
  claim("uv", "tool", "uv");
  if (/^uv_build/.test(statedAt(pyproject, "build-system", "build-backend")?.value ?? ""))
    claim("uv", "build-system", "build-backend");
  for (const key of ["dependencies", "name", "group", "package-mode", "requires-poetry"])
    claim("poetry", "tool", "poetry", key);
  // The other keys of [tool.pdm] configure its build backend, which pip uses too.
  for (const key of ["dev-dependencies", "scripts", "resolution"]) claim("pdm", "tool", "pdm", key);
  const pipfile = joinPath(directory, "Pipfile");
  if (files.has(pipfile)) claims.push({ manager: "pipenv", file: pipfile, line: 0 });
  return claims;
}

function fromPip(files: FileIndex, project: Project): Claim[] {
  const { directory, pyproject } = project;
  const places: Claim[] = requirementFiles(files, directory).map((file) => ({
    manager: "pip",
    file,
    line: 0,
  }));
  for (const name of ["setup.py", "setup.cfg"]) {
    const file = joinPath(directory, name);
    if (files.has(file) && project.isPackage) places.push({ manager: "pip", file, line: 0 });
  }
  for (const key of ["project", "build-system"])
    if (pyproject && isTable(at(pyproject, key)))
      places.push({ manager: "pip", file: pyproject.file, line: tomlLine(pyproject.source, [key]) });
  return places;
}

/** What the project demands of its package manager, else what a version manager's file installs. */
function versionOf(
  files: FileIndex,
  { directory, pyproject }: Project,
  manager: Manager,
): PackageManager["version"] {
  const demanded = {
    uv: statedAt(pyproject, "tool", "uv", "required-version"),
    poetry: statedAt(pyproject, "tool", "poetry", "requires-poetry"),
    pdm: undefined,
    pipenv: undefined,
    pip: undefined,
  }[manager];
  if (demanded) {
    const exact = /^={0,3}\s*(\d+(?:\.\d+)+)$/.exec(demanded.value)?.[1];
    const isSafe = /^[\d\s.,<>=!~^*|a-z]+$/.test(demanded.value);
    if (isSafe) return { ...demanded, value: exact ?? demanded.value, isRange: exact === undefined };
  }
  const tool = toolStatements(files, directory, [manager, `pipx:${manager}`, `aqua:astral-sh/${manager}`])[0];
  const meaning = tool && readVersion(tool.value);
  return meaning?.kind === "version" ? { ...tool!, value: meaning.value, isRange: false } : undefined;
}

function otherLocks(files: FileIndex, project: Project, winner: Claim): Remark[] {
  const others = fromLockFiles(files, project).filter(({ manager }) => manager !== winner.manager);
  if (others.length === 0) return [];
  const names = others.map(({ file }) => `"${file}"`).join(" and ");
  const message = `The package manager is ${winner.manager}, because "${winner.file}" exists; ${names} ${others.length === 1 ? "is" : "are"} not used.`;
  return [
    remarkAt("PY103", others[0]!.file, 0, message, `Remove ${names}, or use package_manager in cig.toml.`),
  ];
}
