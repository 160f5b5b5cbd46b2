import { byCodeUnit, directoryOf, type FileIndex, isInside, isMaterial, isMember, nameOf } from "cig/sdk";
import { isPackage, isWorkspace, type Manifest, readManifest, workspacePatterns } from "./manifest.ts";

/** A folder whose crates are built together, with one lock file. */
export interface Root {
  /** "." or a path. */
  readonly directory: string;
  readonly manifest?: Manifest;
  /** Folders of the workspace's other packages that exist, sorted. */
  readonly members: readonly string[];
  /** True for a crate inside another root that does not include it. */
  readonly isNested: boolean;
}

/**
 * The repository's top (always, even without a manifest), then each other crate that no workspace includes, sorted.
 * Crates for fuzzing, examples, tests and documentation are none.
 */
export function findRoots(files: FileIndex): Root[] {
  const folders = [
    ...new Set(files.paths.filter((path) => nameOf(path) === "Cargo.toml").map(directoryOf)),
  ].sort((a, b) => a.split("/").length - b.split("/").length || byCodeUnit(a, b));
  const roots: Root[] = [];
  for (const directory of [".", ...folders.filter((folder) => folder !== ".")]) {
    if (directory !== "." && (isDecoy(directory) || roots.some(({ members }) => members.includes(directory))))
      continue;
    const manifest = readManifest(files, directory);
    if (directory !== "." && !(manifest && (isPackage(manifest) || isWorkspace(manifest)))) continue;
    const isNested = roots.some((above) => above.manifest && isInside(directory, above.directory));
    roots.push({
      directory,
      ...(manifest && { manifest }),
      members: membersOf(directory, folders, manifest),
      isNested,
    });
  }
  return roots.sort((a, b) =>
    a.directory === "." ? -1 : b.directory === "." ? 1 : byCodeUnit(a.directory, b.directory),
  );
}

function membersOf(root: string, folders: readonly string[], manifest: Manifest | undefined): string[] {
  const patterns = manifest ? workspacePatterns(manifest).map(({ value }) => value) : [];
  if (patterns.length === 0) return [];
  return folders
    .filter((folder) => folder !== root && isInside(folder, root))
    .filter((folder) => isMember(root === "." ? folder : folder.slice(root.length + 1), patterns))
    .sort(byCodeUnit);
}

/** Folders that try out, measure or explain the project. */
const decoys = new Set(
  (
    "bench benches benchmark benchmarks benchsuite demo demos dist doc docs documentation fuzz fuzzing generated hack " +
    "mock mocks node_modules playground script scripts target third_party third-party tool tools tutorial vendor xtask"
  ).split(" "),
);

function isDecoy(directory: string): boolean {
  return (
    isMaterial(`${directory}/Cargo.toml`) ||
    directory
      .toLowerCase()
      .split("/")
      .some((name) => decoys.has(name) || name.startsWith("."))
  );
}
