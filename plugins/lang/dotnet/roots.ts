import { byCodeUnit, directoryOf, type FileIndex, isInside, isMaterial, joinPath } from "cig/sdk";
import { isProjectFile, type Project, readProject } from "./project.ts";
import { isFilter, isSolutionFile, isSolutionOrFilter, readSolution, type Solution } from "./solution.ts";

/** A folder whose projects are built together. */
export interface Root {
  /** "." or a path: where the commands run. */
  readonly directory: string;
  readonly solution?: Solution;
  /** Those of the solution that exist, or those below the folder; in the order of their paths. */
  readonly projects: readonly Project[];
  /** What the commands have to name: the solution or the project. Absent: they find it, or there is none. */
  readonly target?: string;
}

/**
 * The repository's top (always), then each folder with a solution that lies in none of the others, sorted. A solution in
 * `src` is the top's where the top has none of its own. Without any solution the folder that holds all projects is a root.
 */
export function findRoots(files: FileIndex): Root[] {
  const solutions = files.paths.filter((path) => isSolutionFile(path) && !isDecoy(directoryOf(path)));
  const folders = [...new Set(solutions.map(directoryOf))].sort(
    (a, b) => a.split("/").length - b.split("/").length || byCodeUnit(a, b),
  );
  const roots: Root[] = [];
  for (const folder of folders) {
    if (roots.some(({ directory }) => isInside(folder, directory))) continue;
    const own = files.paths.filter((path) => isSolutionOrFilter(path) && directoryOf(path) === folder);
    roots.push(solutionRoot(files, folder, own));
  }
  if (roots.length === 0) roots.push(...looseRoot(files));
  const lifted = roots.length === 1 ? roots.map((root) => atTop(files, root)) : roots;
  const all = lifted.some(({ directory }) => directory === ".")
    ? lifted
    : [{ directory: ".", projects: [] }, ...lifted];
  return all.sort((a, b) =>
    a.directory === "." ? -1 : b.directory === "." ? 1 : byCodeUnit(a.directory, b.directory),
  );
}

/**
 * Of several solutions that which an SDK builds without anything else, with most tests, and of those the smallest. Filters
 * come after whole solutions.
 */
function solutionRoot(files: FileIndex, directory: string, paths: readonly string[]): Root {
  const candidates = paths.map((path) => {
    const solution = readSolution(files, path);
    return { solution, projects: projectsOf(files, solution) };
  });
  const tests = ({ projects }: (typeof candidates)[number]) => projects.filter(({ test }) => test).length;
  const [best] = candidates.sort(
    (a, b) =>
      Number(needsMore(a)) - Number(needsMore(b)) ||
      Number(isFilter(a.solution.file)) - Number(isFilter(b.solution.file)) ||
      tests(b) - tests(a) ||
      a.projects.length - b.projects.length ||
      byCodeUnit(b.solution.file, a.solution.file),
  );
  const { solution, projects } = best!;
  const isAlone =
    !isFilter(solution.file) &&
    paths.filter(isSolutionFile).length === 1 &&
    !files.paths.some((path) => isProjectFile(path) && directoryOf(path) === directory);
  return { directory, solution, projects, ...(!isAlone && { target: solution.file }) };
}

/** True for what needs Visual Studio or a workload besides the SDK. */
export function needsMore({ solution, projects }: Pick<Root, "solution" | "projects">): boolean {
  return (
    (solution?.hasOthers ?? false) ||
    projects.some(({ hasSdk, frameworks }) => !hasSdk || frameworks.some((each) => each.needsWorkload))
  );
}

function projectsOf(files: FileIndex, solution: Solution): Project[] {
  const paths = new Set(solution.projects.map(({ value }) => value));
  return [...paths].sort(byCodeUnit).flatMap((path) => readProject(files, path) ?? []);
}

/** Projects without a solution: their one folder, or the one that holds them all. */
function looseRoot(files: FileIndex): Root[] {
  const paths = files.paths.filter((path) => isProjectFile(path) && !isDecoyProject(path));
  const projects = paths.flatMap((path) => readProject(files, path) ?? []);
  const [first] = projects;
  if (!first) return [];
  const directory = projects.map((project) => project.directory).reduce(common);
  const inPlace = projects.filter((project) => project.directory === directory);
  const needsName = projects.length === 1 ? inPlace.length === 0 : inPlace.length !== 1;
  return [{ directory, projects, ...(needsName && projects.length === 1 && { target: first.file }) }];
}

/** `src/Shop.sln` is built from the top, unless `src` pins an SDK for what runs there. */
function atTop(files: FileIndex, root: Root): Root {
  if (!/^(src|source|code)$/i.test(root.directory)) return root;
  const isPinned = files.has(joinPath(root.directory, "global.json"));
  const isBesideOthers = files.paths.some((path) => isProjectFile(path) && directoryOf(path) === ".");
  if (isPinned || isBesideOthers || !root.solution) return root;
  return { ...root, directory: ".", target: root.solution.file };
}

function common(a: string, b: string): string {
  let folder = a;
  while (!isInside(b, folder)) folder = directoryOf(folder);
  return folder;
}

/** Folders that explain, measure or build the project. */
const decoys = new Set(
  (
    "artifacts bench benches bin build demo demos doc docs documentation eng generated hack node_modules obj " +
    "perf playground sandbox script scripts tool tools toys tutorial tutorials vendor"
  ).split(" "),
);

function isDecoy(directory: string): boolean {
  return (
    isMaterial(`${directory}/x.sln`) ||
    directory
      .toLowerCase()
      .split("/")
      .some((name) => decoys.has(name) || /^\.[^.]/.test(name))
  );
}

/** True for a project beside the product. Unlike a solution, a project of it may well lie in a folder of tests. */
export function isDecoyProject(path: string): boolean {
  const folders = directoryOf(path).toLowerCase().split("/");
  return folders.some(
    (name) =>
      decoys.has(name) ||
      /^\.[^.]/.test(name) ||
      /(^|[._-])(boilerplate|dummy|examples?|fixtures?|samples?|skeleton|starter|templates?)$/.test(name),
  );
}
