import { type FileIndex, joinPath, type ToolStatement, toolStatements, versionFile } from "cig/sdk";
import { type Remark, remarkAt } from "./remarks.ts";
import type { Root } from "./roots.ts";
import { agree, meets, readVersion } from "./version.ts";

/** The JDK that a root states: the first of each kind wins, the others are its witnesses. */
export interface JavaVersion {
  readonly version?: readonly ToolStatement[];
  readonly constraint?: ToolStatement;
  readonly distribution?: ToolStatement;
  readonly remarks: readonly Remark[];
}

/**
 * Reads, in the order in which they win: .java-version, .sdkmanrc, .tool-versions, mise.toml, the toolchain of Maven, that
 * of Gradle. What is compiled for, and what the enforcer demands, is a range. A file that contradicts the winner earns a warning.
 */
export function readJavaVersion(files: FileIndex, { directory, pom, gradle }: Root): JavaVersion {
  const remarks: Remark[] = [];
  const sdkman = versionFile(files, joinPath(directory, ".sdkmanrc")).flatMap((each) => {
    const value = /^java\s*=\s*(\S+)$/.exec(each.value)?.[1];
    return value === undefined ? [] : [{ ...each, value }];
  });
  const read = [
    ...versionFile(files, joinPath(directory, ".java-version")).slice(0, 1),
    ...sdkman,
    ...toolStatements(files, directory, ["java", "core:java"]),
    ...(pom?.toolchain ? [pom.toolchain] : []),
    ...(gradle?.toolchain ?? []),
  ].map((statement) => ({ statement, meaning: readVersion(statement.value) }));
  for (const { statement, meaning } of read)
    if (meaning.kind === "invalid") remarks.push(notAVersion(statement));
  const versions = read.flatMap(({ statement, meaning }) =>
    meaning.kind === "version" ? [{ ...statement, value: meaning.value }] : [],
  );
  const distribution = read.flatMap(({ statement, meaning }) =>
    meaning.kind === "version" && meaning.distribution !== undefined
      ? [{ ...statement, value: meaning.distribution }]
      : [],
  )[0];
  const ranges = [
    ...(pom?.least ?? []),
    ...(gradle?.least ?? []),
    ...read.flatMap(({ statement, meaning }) => (meaning.kind === "constraint" ? [statement] : [])),
  ].flatMap((statement) => {
    const meaning = readVersion(statement.value);
    if (meaning.kind !== "version" && meaning.kind !== "constraint") return [];
    return [{ ...statement, value: meaning.kind === "version" ? `>=${meaning.value}` : meaning.value }];
  });
  const [winner, constraint] = [versions[0], ranges[0]];
  if (winner) remarks.push(...disagreements(winner, versions, ranges));
  return {
    ...(winner && { version: versions.filter(({ value }) => agree(value, winner.value)) }),
    ...(constraint && { constraint }),
    ...(distribution && { distribution }),
    remarks,
  };
}

function disagreements(
  winner: ToolStatement,
  versions: readonly ToolStatement[],
  ranges: readonly ToolStatement[],
): Remark[] {
  return [
    ...versions
      .filter(({ value }) => !agree(value, winner.value))
      .map((other) => disagreement(other, winner, `asks for Java ${other.value}`)),
    ...ranges
      .filter(({ value }) => !meets(winner.value, value))
      .map((other) => disagreement(other, winner, `needs Java ${other.value}`)),
  ];
}

function disagreement(other: ToolStatement, winner: ToolStatement, what: string): Remark {
  return remarkAt(
    "JV102",
    other.file,
    other.line,
    `"${other.file}" ${what}, but "${winner.file}" line ${winner.line} says ${winner.value}, which wins.`,
    "Let both say the same, or remove one of them.",
  );
}

function notAVersion({ file, line, value }: ToolStatement): Remark {
  return remarkAt(
    "JV104",
    file,
    line,
    `"${file}" says "${value.slice(0, 60)}" where a Java version stands, and that is none, so it does not count.`,
    'Write a version such as "21" or "21.0.5".',
  );
}
