import {
  byCodeUnit,
  directoryOf,
  type FileIndex,
  isInside,
  isMaterial,
  isMember,
  joinPath,
  type ToolStatement,
  tomlLine,
} from "cig/sdk";
import { lockFiles } from "./package-manager.ts";
import { at, type Project, readProject } from "./project.ts";

/** A folder whose dependencies are installed on their own. */
export interface Root {
  /** "." or a path. */
  readonly directory: string;
  readonly project: Project;
  /** Patterns of uv's workspace, exclusions with "!". */
  readonly workspace: readonly ToolStatement[];
  /** Folders of the workspace's packages that exist, sorted. */
  readonly members: readonly string[];
}

/**
 * The repository's top (always, even when it has no manifest), then each other folder that stands on its own,
 * sorted: it belongs to no workspace above it and has a manifest with a lock file, or lies directly under a top
 * without a manifest. Tests, docs, examples and folders of tools never count.
 */
export function findRoots(files: FileIndex): Root[] {
  const folders = [...new Set(files.paths.filter(isManifest).map(directoryOf))]
    .filter((folder) => folder !== ".")
    .sort((a, b) => a.split("/").length - b.split("/").length || byCodeUnit(a, b));
  const roots: Root[] = [];
  for (const directory of [".", ...folders]) {
    if (directory !== "." && !standsAlone(files, directory, roots)) continue;
    const project = readProject(files, directory);
    const workspace = workspaceOf(project);
    roots.push({ directory, project, workspace, members: membersOf(directory, folders, workspace) });
  }
  return roots.sort((a, b) =>
    a.directory === "." ? -1 : b.directory === "." ? 1 : byCodeUnit(a.directory, b.directory),
  );
}

const manifests = ["pyproject.toml", "Pipfile", "setup.py", "setup.cfg", "requirements.txt"];

function isManifest(path: string): boolean {
  return manifests.some((name) => path === name || path.endsWith(`/${name}`));
}

function standsAlone(files: FileIndex, directory: string, above: readonly Root[]): boolean {
  if (isDecoy(directory) || above.some((root) => root.members.includes(directory))) return false;
  if (lockFiles.some(([name]) => files.has(joinPath(directory, name)))) return true;
  const folders = directory.split("/");
  const isAlone = ![".", ...folders.map((_, index) => folders.slice(0, index).join("/")).slice(1)].some(
    (folder) => isProject(files, folder),
  );
  if (!isAlone || !isProject(files, directory) || folders.some((name) => sideFolders.has(name.toLowerCase())))
    return false;
  const hasProgram = ["pyproject.toml", "Pipfile", "manage.py"].some((name) =>
    files.has(joinPath(directory, name)),
  );
  return folders.length === 1 || (folders.length <= 3 && (hasProgram || isAmongApplications(folders)));
}

/** False for a folder whose pyproject.toml or setup.cfg does nothing but configure tools. */
function isProject(files: FileIndex, directory: string): boolean {
  if (["Pipfile", "setup.py", "requirements.txt"].some((name) => files.has(joinPath(directory, name))))
    return true;
  const { pyproject, isPackage } = readProject(files, directory);
  if (isPackage) return true;
  const tables = [["project"], ["tool", "poetry"], ["dependency-groups"], ["tool", "uv"], ["tool", "pdm"]];
  return tables.some((path) => at(pyproject, ...path) !== undefined);
}

/** `apps/api` in a repository whose top belongs to another language. */
function isAmongApplications([parent, ...rest]: readonly string[]): boolean {
  return (
    rest.length === 1 &&
    /^(apps?|backends?|code|functions|lambdas|packages|projects|servers?|services?|workers)$/.test(parent!)
  );
}

/** Folders that explain or imitate the project instead of being it. */
const decoys = new Set(
  (
    "doc docs documentation mock mocks __mocks__ demo demos playground playgrounds tutorial tutorials " +
    "benchmark benchmarks node_modules bower_components vendor vendored third_party third-party generated dist " +
    "out build coverage site-packages venv"
  ).split(" "),
);

/** Folders whose Python serves the repository's upkeep. */
const sideFolders = new Set(
  "bin ci dev deploy docker etc hack misc notebooks script scripts tool tools util utils".split(" "),
);

function isDecoy(directory: string): boolean {
  return (
    isMaterial(`${directory}/pyproject.toml`) ||
    directory
      .toLowerCase()
      .split("/")
      .some((name) => decoys.has(name) || name.startsWith(".") || /[_-]docs?$/.test(name))
  );
}

function workspaceOf({ pyproject }: Project): ToolStatement[] {
  if (!pyproject) return [];
  const patterns = (key: string, prefix: string) => {
    const path = ["tool", "uv", "workspace", key];
    const value = at(pyproject, ...path);
    const line = tomlLine(pyproject.source, path);
    return (Array.isArray(value) ? value : [])
      .filter((item) => typeof item === "string" && item !== "")
      .map((item) => ({ value: `${prefix}${item}`, file: pyproject.file, line }));
  };
  return [...patterns("members", ""), ...patterns("exclude", "!")];
}

function membersOf(root: string, folders: readonly string[], workspace: readonly ToolStatement[]): string[] {
  const patterns = workspace.map(({ value }) => value);
  if (patterns.length === 0) return [];
  return folders
    .filter((folder) => folder !== root && isInside(folder, root))
    .filter((folder) => isMember(root === "." ? folder : folder.slice(root.length + 1), patterns))
    .sort(byCodeUnit);
}
