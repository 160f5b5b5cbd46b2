import {
  byCodeUnit,
  directoryOf,
  type FileIndex,
  isInside,
  isMaterial,
  isMember,
  joinPath,
  jsonAt,
  jsonItems,
  jsonTextAt,
  nameOf,
} from "cig/sdk";
import { type Manifest, readManifest } from "./composer.ts";
import type { Remark } from "./remarks.ts";

/** A folder whose dependencies are installed on their own. */
export interface Root {
  /** "." or a path. */
  readonly directory: string;
  readonly manifest?: Manifest;
  readonly remarks: readonly Remark[];
  /** Repositories of the type `path`, relative to the folder, with their lines. */
  readonly workspace: readonly { readonly pattern: string; readonly line: number }[];
  /** Folders of packages that those name, sorted. */
  readonly members: readonly string[];
}

/**
 * The repository's top (always, even without a manifest), then each other folder that stands on its own, sorted: it
 * is no `path` repository of a root above and has a manifest with a lock file, or lies under a top without one. Tests,
 * docs, examples and the folders in which tools are installed (vendor-bin, tools) never count.
 */
export function findRoots(files: FileIndex): Root[] {
  const folders = [
    ...new Set(files.paths.filter((path) => nameOf(path) === "composer.json").map(directoryOf)),
  ]
    .filter((folder) => folder !== ".")
    .sort((a, b) => a.split("/").length - b.split("/").length || byCodeUnit(a, b));
  const roots: Root[] = [];
  for (const directory of [".", ...folders]) {
    if (directory !== "." && !standsAlone(files, directory, roots)) continue;
    const { manifest, remarks } = readManifest(files, directory);
    const workspace = manifest ? pathRepositories(manifest) : [];
    roots.push({
      directory,
      ...(manifest && { manifest }),
      remarks,
      workspace,
      members: membersOf(directory, folders, workspace),
    });
  }
  return roots.sort((a, b) =>
    a.directory === "." ? -1 : b.directory === "." ? 1 : byCodeUnit(a.directory, b.directory),
  );
}

function standsAlone(files: FileIndex, directory: string, above: readonly Root[]): boolean {
  if (isDecoy(directory) || above.some((root) => root.members.includes(directory))) return false;
  if (files.has(joinPath(directory, "composer.lock"))) return true;
  const folders = directory.split("/");
  const isBelowAnother = above.some((root) => root.manifest && isInside(directory, root.directory));
  if (isBelowAnother) return false;
  return folders.length === 1 || (folders.length === 2 && applications.test(folders[0]!));
}

const applications = /^(apps?|backends?|code|packages|projects|servers?|services?|src|www)$/;

/** Folders that explain or imitate the project, and those in which its tools are installed. */
const decoys = new Set(
  (
    "doc docs documentation mock mocks __mocks__ demo demos playground benchmark benchmarks node_modules vendor " +
    "vendor-bin vendored third_party third-party generated dist out build coverage bin ci dev devtools stubs tool tools util utils"
  ).split(" "),
);

function isDecoy(directory: string): boolean {
  return (
    isMaterial(`${directory}/composer.json`) ||
    directory
      .toLowerCase()
      .split("/")
      .some((name) => decoys.has(name) || name.startsWith("."))
  );
}

function pathRepositories({ node }: Manifest): Root["workspace"] {
  const written = jsonAt(node, "repositories");
  const entries = written?.value instanceof Map ? [...written.value.values()] : [...jsonItems(written)];
  return entries.flatMap((entry) => {
    const pattern = jsonTextAt(entry, "url")?.replace(/^\.\//, "").replace(/\/+$/, "");
    const isOurs = jsonTextAt(entry, "type") === "path" && pattern && !/^(\/|\.\.|~)/.test(pattern);
    return isOurs ? [{ pattern, line: jsonAt(entry, "url")!.line }] : [];
  });
}

function membersOf(root: string, folders: readonly string[], workspace: Root["workspace"]): string[] {
  const patterns = workspace.map(({ pattern }) => pattern);
  if (patterns.length === 0) return [];
  return folders
    .filter((folder) => folder !== root && isInside(folder, root))
    .filter((folder) => isMember(root === "." ? folder : folder.slice(root.length + 1), patterns))
    .sort(byCodeUnit);
}
