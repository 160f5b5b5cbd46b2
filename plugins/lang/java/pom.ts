import { type FileIndex, joinPath, type ToolStatement, xmlElements } from "cig/sdk";

/** A text of a pom.xml: where it stands in the document ("project/properties/java.version") and in the file. */
interface Leaf extends ToolStatement {
  readonly path: string;
}

/** What a pom.xml states about its Java. Profiles are left out: they hold for some builds only. */
export interface Pom {
  readonly file: string;
  /** Folders of modules, as written. */
  readonly modules: readonly ToolStatement[];
  /** What the maven-toolchains-plugin picks. */
  readonly toolchain?: ToolStatement;
  /** The least release: first what the enforcer demands of the JDK, then what is compiled for. */
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
    modules: leaves.filter(({ path }) => path === "project/modules/module"),
    ...(toolchain && { toolchain }),
    least: [
      ...resolved(at(/\/requireJavaVersion\/version$/)),
      ...["maven.compiler.release", "java.version", "maven.compiler.source"].flatMap((name) =>
        resolved(property(name)),
      ),
      ...resolved(
        at(/^project\/build\/(pluginManagement\/)?plugins\/plugin\/configuration\/(release|source)$/),
      ),
    ],
  };
}

/** The texts of a document, in order; comments and declarations are no texts. */
function leavesOf(text: string, file: string): Leaf[] {
  return xmlElements(text).flatMap(({ path, text: value, line }) =>
    value === "" ? [] : [{ path, value, file, line }],
  );
}
