import {
  byCodeUnit,
  directoryOf,
  type FileIndex,
  isInside,
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
  return (
    !directory.includes("/") &&
    !manifests.some((name) => files.has(name)) &&
    !sideFolders.has(directory.toLowerCase())
  );
}

/** Folders that exercise, explain or imitate the project instead of being it. */
const decoys = new Set(
  (
    "test tests __tests__ spec specs testing testdata test-data fixture fixtures __fixtures__ mock mocks __mocks__ " +
    "doc docs documentation example examples sample samples demo demos playground playgrounds template templates " +
    "tutorial tutorials benchmark benchmarks node_modules bower_components vendor vendored third_party third-party " +
    "generated dist out build coverage site-packages venv"
  ).split(" "),
);

/** Folders at the top whose Python serves the repository's upkeep. */
const sideFolders = new Set(
  "bin ci dev deploy docker etc hack misc notebooks script scripts tool tools util utils".split(" "),
);

function isDecoy(directory: string): boolean {
  return directory.split("/").some((name) => decoys.has(name.toLowerCase()) || name.startsWith("."));
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
