import {
  brokenToolFiles,
  type DetectRequest,
  type DetectResponseSchema,
  type FactSchema,
  type FileIndex,
  indexFiles,
  joinPath,
  linesOf,
  type MessageInitShape,
} from "cig/sdk";
import { readContainers } from "./containers.ts";
import { type Remark, remarkAt } from "./remarks.ts";
import { findRoots, type Root } from "./roots.ts";
import { readJavaVersion } from "./version-facts.ts";

type Fact = MessageInitShape<typeof FactSchema>;
type Place = { readonly file: string; readonly line: number };

/** Says what the repository states about Java: per root its JDK, build tool, modules and tasks. */
export async function detect(request: DetectRequest): Promise<MessageInitShape<typeof DetectResponseSchema>> {
  const files = await indexFiles(request.files);
  const told = findRoots(files).map((root) => aboutRoot(files, root));
  const facts = told.flatMap((part) => part.facts);
  return {
    facts,
    signals: facts.length > 0 ? ["java_detected"] : [],
    diagnostics: told.flatMap((part) => part.remarks),
  };
}

function aboutRoot(files: FileIndex, root: Root): { facts: readonly Fact[]; remarks: readonly Remark[] } {
  const { directory } = root;
  const { version, constraint, distribution, remarks } = readJavaVersion(files, root);
  const prefix = directory === "." ? "java" : `java[${directory}]`;
  const source = version?.[0] ?? constraint;
  const broken = brokenToolFiles(files, directory).map(({ file, line, reason }) =>
    remarkAt(
      "JV101",
      file,
      line,
      `"${file}" does not count, because it is not valid TOML: ${reason}.`,
      "Correct the file.",
    ),
  );
  return {
    facts: [
      ...buildFacts(files, root, prefix, directory === "." ? "" : `${prefix}.`),
      ...(version ? [fact(`${prefix}.version`, version[0]!.value, 1, version)] : []),
      ...(constraint ? [fact(`${prefix}.version.constraint`, constraint.value, 1, [constraint])] : []),
      ...(source ? [fact(`${prefix}.source`, source.file, 1, [source])] : []),
      ...(distribution ? [fact(`${prefix}.distribution`, distribution.value, 1, [distribution])] : []),
    ],
    remarks: [...broken, ...remarks],
  };
}

/** The build tool and what it does. Where both are there, it is Maven: whoever adds Gradle to try it leaves the pom. */
function buildFacts(
  files: FileIndex,
  { directory, pom, gradle }: Root,
  prefix: string,
  shared: string,
): Fact[] {
  const main = pom ?? gradle;
  if (!main) return [];
  const tool = pom ? "maven" : "gradle";
  const at = { file: main.file, line: 1 };
  const wrapper = joinPath(directory, pom ? "mvnw" : "gradlew");
  const hasWrapper = files.has(wrapper);
  const version = hasWrapper ? wrapperVersion(files, directory, tool) : undefined;
  const containers = readContainers(files, directory, main.modules);
  const modules = main.modules.map(({ value }) => value).join(", ");
  const command = hasWrapper ? `./${pom ? "mvnw" : "gradlew"}` : pom ? "mvn" : "gradle";
  const places = [at, ...(hasWrapper ? [{ file: wrapper, line: 0 }] : [])];
  const confidence = gradle?.isAndroid && !pom ? 0.5 : 0.9;
  return [
    fact(`${prefix}.root`, directory, 1, [at]),
    fact(`${prefix}.package_manager`, tool, 1, [at]),
    ...(version ? [fact(`${prefix}.package_manager_version`, version.value, 1, [version])] : []),
    ...(hasWrapper ? [fact(`${prefix}.wrapper`, wrapper, 1, [{ file: wrapper, line: 0 }])] : []),
    ...(modules !== "" ? [fact(`${shared}workspace.members`, modules, 1, main.modules)] : []),
    fact(`${shared}script.test`, pom ? `${command} -B verify` : `${command} check`, confidence, places),
    ...(containers[0] ? [fact(`${shared}script.test.services`, containers[0].value, 0.9, containers)] : []),
    ...(pom ? [] : [fact(`${shared}script.build`, `${command} assemble`, confidence, places)]),
  ];
}

/** The release that a wrapper fetches: "…/gradle-9.2.0-bin.zip", "…/apache-maven-3.9.11-bin.zip". */
function wrapperVersion(files: FileIndex, directory: string, tool: "maven" | "gradle") {
  const file = joinPath(
    directory,
    tool === "maven" ? ".mvn/wrapper/maven-wrapper.properties" : "gradle/wrapper/gradle-wrapper.properties",
  );
  for (const [index, line] of linesOf(files.text(file) ?? "").entries()) {
    const value =
      /^distributionUrl\s*=.*\/(?:gradle|apache-maven)-(\d[\w.]*?)(?:-(?:bin|all))?\.(?:zip|tar\.gz)/.exec(
        line,
      )?.[1];
    if (value !== undefined) return { value, file, line: index + 1 };
  }
  return undefined;
}

function fact(key: string, value: string, confidence: number, places: readonly Place[]): Fact {
  return { key, value, confidence, evidence: places.map(({ file, line }) => ({ file, line })) };
}
