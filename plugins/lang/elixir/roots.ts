import { byCodeUnit, directoryOf, type FileIndex, isInside, isMaterial, joinPath, nameOf } from "cig/sdk";
import { type MixProject, readMixProject } from "./mix-project.ts";

/** A folder whose dependencies are fetched on their own. */
export interface Root {
  /** "." or a path. */
  readonly directory: string;
  readonly project?: MixProject;
  /** Folders of an umbrella's applications, sorted. */
  readonly members: readonly string[];
}

/**
 * The repository's top (always, even without a mix.exs), then each other folder that stands on its own, sorted: it is
 * no application of an umbrella above and has a mix.exs with a mix.lock, or lies under a top without one. Tests,
 * guides, examples and fetched dependencies never count.
 */
export function findRoots(files: FileIndex): Root[] {
  const folders = [...new Set(files.paths.filter((path) => nameOf(path) === "mix.exs").map(directoryOf))]
    .filter((folder) => folder !== ".")
    .sort((a, b) => a.split("/").length - b.split("/").length || byCodeUnit(a, b));
  const roots: Root[] = [];
  for (const directory of [".", ...folders]) {
    if (directory !== "." && !standsAlone(files, directory, roots)) continue;
    const project = readMixProject(files, directory);
    roots.push({
      directory,
      ...(project && { project }),
      members: project?.apps ? membersOf(joinPath(directory, project.apps.value), folders) : [],
    });
  }
  return roots.sort((a, b) =>
    a.directory === "." ? -1 : b.directory === "." ? 1 : byCodeUnit(a.directory, b.directory),
  );
}

function standsAlone(files: FileIndex, directory: string, above: readonly Root[]): boolean {
  if (isDecoy(directory) || above.some((root) => root.members.includes(directory))) return false;
  if (files.has(joinPath(directory, "mix.lock"))) return true;
  const folders = directory.split("/");
  const isBelowAnother = above.some((root) => root.project && isInside(directory, root.directory));
  if (isBelowAnother) return false;
  return folders.length === 1 || (folders.length === 2 && applications.test(folders[0]!));
}

const applications = /^(apps?|backends?|code|elixir|packages|projects|servers?|services?|src)$/;

/** Folders that explain, measure or imitate the project, and those that Mix fills. */
const decoys = new Set(
  (
    "bench benchmark benchmarks deps _build doc docs documentation guides demo demos installer_templates " +
    "integration_test integration_tests node_modules playground priv vendor vendored third_party dist out build tool tools"
  ).split(" "),
);

function isDecoy(directory: string): boolean {
  return (
    isMaterial(`${directory}/mix.exs`) ||
    directory
      .toLowerCase()
      .split("/")
      .some((name) => decoys.has(name) || name.startsWith("."))
  );
}

function membersOf(apps: string, folders: readonly string[]): string[] {
  return folders.filter((folder) => directoryOf(folder) === apps).sort(byCodeUnit);
}
