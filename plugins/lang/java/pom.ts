import { type FileIndex, joinPath, type ToolStatement, xmlElements } from "cig/sdk";

/** A text of a pom.xml: where it stands in the document ("project/properties/java.version") and in the file. */
interface Leaf extends ToolStatement {
  readonly path: string;
}

/** What a pom.xml states about its Java. Profiles are left out: they hold for some builds only. */
export interface Pom {
  readonly file: string;
  /** False: Maven cannot build it, so that it is there for something that reads its versions. */
  readonly hasArtifact: boolean;
  /** Folders of modules, as written. */
  readonly modules: readonly ToolStatement[];
  /** What the maven-toolchains-plugin picks. */
  readonly toolchain?: ToolStatement;
  /** The least release: first what the enforcer demands of the JDK, then the newest that a tool is told. */
  readonly least: readonly ToolStatement[];
}

export function readPom(files: FileIndex, directory: string): Pom | undefined {
  const file = joinPath(directory, "pom.xml");
  const text = files.text(file);
  if (text === undefined) return undefined;
  const leaves = leavesOf(text, file).filter(({ path }) => !path.startsWith("project/profiles/"));
  const property = (name: string) => leaves.find(({ path }) => path === `project/properties/${name}`);
  const resolved = (leaf: Leaf | undefined): ToolStatement[] => {
    const name = /^\$\{([\w.-]+)\}$/.exec(leaf?.value ?? "")?.[1];
    const found = name === undefined ? leaf : property(name);
    return found && !found.value.includes("$") ? [{ value: found.value, file, line: found.line }] : [];
  };
  const at = (end: RegExp) => leaves.find(({ path }) => end.test(path));
  const toolchain = resolved(at(/\/plugin\/configuration\/toolchains\/jdk\/version$/))[0];
  return {
    file,
    hasArtifact: leaves.some(({ path }) => path === "project/artifactId"),
    modules: leaves.filter(({ path }) => path === "project/modules/module"),
    ...(toolchain && { toolchain }),
    least: [
      ...resolved(at(/\/requireJavaVersion\/version$/)),
      ...newestFirst([
        ...releaseProperties.flatMap((name) => resolved(property(name))),
        ...leaves.filter(({ path }) => releaseSetting.test(path)).flatMap(resolved),
      ]),
    ],
  };
}

const releaseProperties = [
  "maven.compiler.release",
  "maven.compiler.testRelease",
  "java.version",
  "maven.compiler.source",
  "maven.compiler.testSource",
];

/** What the compiler is told, and javadoc, in the build itself and in single executions. */
const releaseSetting =
  /^project\/build\/(pluginManagement\/)?plugins\/plugin\/(executions\/execution\/)?configuration\/(testR|r)elease$|^project\/build\/(pluginManagement\/)?plugins\/plugin\/configuration\/source$/;

/** Every tool that is told a release needs a JDK that has it, so that the newest is the least that builds everything. */
function newestFirst(statements: readonly ToolStatement[]): ToolStatement[] {
  const release = ({ value }: ToolStatement) => Number(/^(?:1\.)?(\d+)$/.exec(value)?.[1] ?? 0);
  return [...statements].sort((a, b) => release(b) - release(a));
}

/** The texts of a document, in order; comments and declarations are no texts. */
function leavesOf(text: string, file: string): Leaf[] {
  return xmlElements(text).flatMap(({ path, text: value, line }) =>
    value === "" ? [] : [{ path, value, file, line }],
  );
}
