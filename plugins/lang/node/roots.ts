import { byCodeUnit, directoryOf, type FileIndex, isInside, isMaterial, isMember, joinPath } from "cig/sdk";
import { type Manifest, readManifest } from "./manifest.ts";
import type { Remark } from "./remarks.ts";
import { readWorkspace, type Workspace } from "./workspace.ts";

/** A folder whose dependencies are installed on their own. */
export interface Root {
  /** "." or a path. */
  readonly directory: string;
  readonly manifest?: Manifest;
  readonly workspace: Workspace;
  /** Folders of the workspace's packages that exist, sorted. */
  readonly members: readonly string[];
}

/** Lock files of all package managers, in the order in which they win. */
export const lockFiles = [
  ["pnpm-lock.yaml", "pnpm"],
  ["bun.lock", "bun"],
  ["bun.lockb", "bun"],
  ["yarn.lock", "yarn"],
  ["npm-shrinkwrap.json", "npm"],
  ["package-lock.json", "npm"],
] as const;

/** FileIndex that state a version and so make a folder with a package.json a root of its own. */
const versionFiles = [".nvmrc", ".node-version", ".tool-versions", "mise.toml", ".mise.toml"];

/**
 * The repository's top (always, even when it has no package.json), then each other folder that stands on
 * its own, sorted: it has a package.json, belongs to no workspace above it, and has its own lock or version
 * file, or lies directly under a top without a package.json. Tests, docs and examples never count.
 */
export async function findRoots(files: FileIndex): Promise<{ roots: Root[]; remarks: Remark[] }> {
  const folders = files.paths
    .filter((path) => path.endsWith("/package.json"))
    .map(directoryOf)
    .sort((a, b) => a.split("/").length - b.split("/").length || byCodeUnit(a, b));
  const roots: Root[] = [];
  const remarks: Remark[] = [];
  for (const directory of [".", ...folders]) {
    if (directory !== "." && !standsAlone(files, directory, roots)) continue;
    const read = readManifest(files, joinPath(directory, "package.json"));
    const workspace = await readWorkspace(files, directory, read.manifest);
    const members = membersOf(directory, folders, workspace);
    roots.push({ directory, ...(read.manifest && { manifest: read.manifest }), workspace, members });
    remarks.push(...read.remarks, ...workspace.remarks);
  }
  return {
    roots: roots.sort((a, b) => (a.directory === "." ? -1 : byCodeUnit(a.directory, b.directory))),
    remarks,
  };
}

function standsAlone(files: FileIndex, directory: string, above: readonly Root[]): boolean {
  if (isDecoy(directory) || above.some((root) => root.members.includes(directory))) return false;
  const own = [...lockFiles.map(([name]) => name), ...versionFiles];
  if (own.some((name) => files.has(joinPath(directory, name)))) return true;
  return !files.has("package.json") && (!directory.includes("/") || isAmongApplications(files, directory));
}

/** `apps/web` in a repository whose top belongs to another language. */
function isAmongApplications(files: FileIndex, directory: string): boolean {
  const [parent, ...rest] = directory.split("/");
  return (
    /^(apps?|backends?|clients?|code|frontends?|functions|packages|projects|servers?|services?|workers)$/.test(
      parent!,
    ) &&
    rest.length === 1 &&
    !files.has(`${parent}/package.json`)
  );
}

/** Folders that explain or imitate the project instead of being it. */
const decoys = new Set(
  (
    "doc docs documentation mock mocks __mocks__ demo demos playground playgrounds tutorial tutorials " +
    "benchmark benchmarks node_modules bower_components vendor vendored third_party third-party generated dist " +
    "out build coverage"
  ).split(" "),
);

function isDecoy(directory: string): boolean {
  return (
    isMaterial(`${directory}/package.json`) ||
    directory
      .toLowerCase()
      .split("/")
      .some((name) => decoys.has(name) || name.startsWith(".") || /[_-]docs?$/.test(name))
  );
}

function membersOf(root: string, folders: readonly string[], workspace: Workspace): string[] {
  const patterns = workspace.patterns.map(({ pattern }) => pattern);
  if (patterns.length === 0) return [];
  return folders
    .filter((folder) => folder !== root && isInside(folder, root))
    .filter((folder) => isMember(root === "." ? folder : folder.slice(root.length + 1), patterns))
    .sort(byCodeUnit);
}
