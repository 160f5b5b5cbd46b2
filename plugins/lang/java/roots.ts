import { byCodeUnit, directoryOf, type FileIndex, isInside, isMaterial } from "cig/sdk";
import { type Gradle, readGradle } from "./gradle.ts";
import { type Pom, readPom } from "./pom.ts";

/** A folder that is built on its own. */
export interface Root {
  /** "." or a path. */
  readonly directory: string;
  readonly pom?: Pom;
  readonly gradle?: Gradle;
}

/** The repository's top (always), then each folder with a build of its own that lies in none of the others, sorted. */
export function findRoots(files: FileIndex): Root[] {
  const isBuild = (path: string) => /(^|\/)(pom\.xml|(build|settings)\.gradle(\.kts)?)$/.test(path);
  const folders = [...new Set(files.paths.filter(isBuild).map(directoryOf))]
    .filter((folder) => folder !== "." && !isDecoy(folder))
    .sort((a, b) => a.split("/").length - b.split("/").length || byCodeUnit(a, b));
  const roots: Root[] = [];
  for (const directory of [".", ...folders]) {
    if (roots.some((above) => (above.pom || above.gradle) && isInside(directory, above.directory))) continue;
    const [pom, gradle] = [readPom(files, directory), readGradle(files, directory)];
    if (directory !== "." && !gradle && !pom?.hasArtifact) continue;
    roots.push({ directory, ...(pom && { pom }), ...(gradle && { gradle }) });
  }
  return roots.sort((a, b) =>
    a.directory === "." ? -1 : b.directory === "." ? 1 : byCodeUnit(a.directory, b.directory),
  );
}

const decoys = new Set(
  (
    "benchmark benchmarks buildsrc build-logic demo demos dist doc docs documentation generated hack mock mocks node_modules " +
    "playground script scripts target third_party third-party tool tools tutorial vendor"
  ).split(" "),
);

function isDecoy(directory: string): boolean {
  const names = directory.toLowerCase().split("/");
  return isMaterial(`${directory}/pom.xml`) || names.some((name) => decoys.has(name) || name.startsWith("."));
}
