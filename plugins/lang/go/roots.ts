import { byCodeUnit, directoryOf, type FileIndex, isInside, isMaterial, joinPath, nameOf } from "cig/sdk";
import { type GoFile, readGoFile } from "./go-mod.ts";

/** A folder whose code is built on its own: a module, or a workspace of several. */
export interface Root {
  /** "." or a path. */
  readonly directory: string;
  readonly module?: GoFile;
  readonly workspace?: GoFile;
  /** Folders of the workspace's modules that exist, sorted; the root itself may be one. */
  readonly members: readonly string[];
  /** True for a module inside another one that no workspace joins. */
  readonly isNested: boolean;
}

/**
 * The repository's top (always, even when it has no module), then each other module that no workspace includes,
 * sorted. Modules that pin tools, document or try out are none.
 */
export function findRoots(files: FileIndex): Root[] {
  const folders = [...new Set(files.paths.filter(isGoFile).map(directoryOf))]
    .filter((folder) => folder !== "." && !isDecoy(folder))
    .sort((a, b) => a.split("/").length - b.split("/").length || byCodeUnit(a, b));
  const roots: Root[] = [];
  for (const directory of [".", ...folders]) {
    if (roots.some(({ members }) => members.includes(directory))) continue;
    const module = readGoFile(files, joinPath(directory, "go.mod"));
    const workspace = readGoFile(files, joinPath(directory, "go.work"));
    roots.push({
      directory,
      ...(module && { module }),
      ...(workspace && { workspace }),
      members: workspace ? membersOf(files, directory, workspace) : [],
      isNested: roots.some((above) => above.module && isInside(directory, above.directory)),
    });
  }
  return roots.sort((a, b) =>
    a.directory === "." ? -1 : b.directory === "." ? 1 : byCodeUnit(a.directory, b.directory),
  );
}

/** The paths in a root's folder that belong to none of the other roots below it. */
export function ownPaths(files: FileIndex, { directory }: Root, roots: readonly Root[]): string[] {
  const others = roots.filter((each) => each.directory !== directory && isInside(each.directory, directory));
  return files.paths.filter(
    (path) => isInside(path, directory) && !others.some((other) => isInside(path, other.directory)),
  );
}

function isGoFile(path: string): boolean {
  return nameOf(path) === "go.mod" || nameOf(path) === "go.work";
}

function membersOf(files: FileIndex, directory: string, { uses }: GoFile): string[] {
  const folders = uses.map(({ value }) => {
    const plain = value.replace(/^\.(\/|$)/, "").replace(/\/+$/, "");
    return plain === "" ? directory : joinPath(directory, plain);
  });
  return [...new Set(folders)].filter((folder) => files.has(joinPath(folder, "go.mod"))).sort(byCodeUnit);
}

/** Folders that explain or imitate the project, or keep the versions of its tools. */
const decoys = new Set(
  (
    "_tools benchmark benchmarks build demo demos dist doc docs documentation generated hack mock mocks " +
    "node_modules out playground script scripts third_party third-party tool tools tutorial tutorials vendor"
  ).split(" "),
);

function isDecoy(directory: string): boolean {
  return (
    isMaterial(`${directory}/go.mod`) ||
    directory
      .toLowerCase()
      .split("/")
      .some((name) => decoys.has(name) || /^[._]/.test(name) || /[_-](docs?|tools?)$/.test(name))
  );
}
