import { type FileIndex, joinPath, linesOf, type ToolStatement, xmlElements } from "cig/sdk";

/**
 * The dependencies with which the tests of a folder's build, or of its modules, start the containers they need: with
 * them nothing has to run beside the tests, and what runs there takes their ports.
 */
export function readContainers(
  files: FileIndex,
  directory: string,
  modules: readonly ToolStatement[],
): ToolStatement[] {
  const folders = [directory, ...modules.map(({ value }) => joinPath(directory, value))];
  return folders.flatMap((folder) => {
    return [
      ...inPom(files, joinPath(folder, "pom.xml")),
      ...inGradle(files, joinPath(folder, "build.gradle.kts")),
      ...inGradle(files, joinPath(folder, "build.gradle")),
    ];
  });
}

/** Testcontainers, and what Spring Boot has for it and for compose files. */
const pattern = /^(?:org\.testcontainers|spring-boot-(?:testcontainers|docker-compose))$/;

function inPom(files: FileIndex, file: string): ToolStatement[] {
  return xmlElements(files.text(file) ?? "").flatMap(({ path, text, line }) =>
    /^project\/dependencies\/dependency\/(?:groupId|artifactId)$/.test(path) && pattern.test(text)
      ? [{ value: text, file, line }]
      : [],
  );
}

function inGradle(files: FileIndex, file: string): ToolStatement[] {
  return linesOf(files.text(file) ?? "").flatMap((line, index) => {
    const [group, name] = /^\s*test\w+[\s(]+["']([\w.-]+):([\w.-]+)/.exec(line)?.slice(1) ?? [];
    const value = [group, name].find((one) => one !== undefined && pattern.test(one));
    return value === undefined ? [] : [{ value, file, line: index + 1 }];
  });
}
